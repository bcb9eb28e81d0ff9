import { RequestContext } from './context';

/** Who makes a request: an AWS service in its own name, or a role. */
export type RequestPrincipal =
  | { kind: 'service'; service: string }
  | {
      kind: 'role';
      arn: string;
      /** `AROA...`, where it is known. */
      uniqueId?: string;
      /** Whether the role has a permissions boundary, where it is known. */
      hasBoundary?: boolean;
    };

/** What is asked for. */
export interface ResourceRequest {
  /** For example `s3:GetObject`. */
  action: string;
  /** An ARN; with wildcards it stands for all that they cover. */
  resource: string;
  context: RequestContext;
}

/** What is asked for, and by whom. */
export interface AccessRequest extends ResourceRequest {
  principal: RequestPrincipal;
}
