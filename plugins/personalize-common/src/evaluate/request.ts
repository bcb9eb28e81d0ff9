import { RequestContext } from './context';

/**
 * Who makes a request: an AWS service in its own name, a role, an IAM user, or
 * somebody from an identity provider who has no role yet.
 */
export type RequestPrincipal =
  | { kind: 'service'; service: string }
  | {
      kind: 'role';
      arn: string;
      /** `AROA...`, if known. */
      uniqueId?: string;
      /** Whether the role has a permissions boundary, if known. */
      hasBoundary?: boolean;
    }
  | {
      kind: 'user';
      arn: string;
      /** `AIDA...`, if known. */
      uniqueId?: string;
      /** Whether the user has a permissions boundary, if known. */
      hasBoundary?: boolean;
    }
  | {
      kind: 'federated';
      /**
       * ARN of the SAML or OIDC provider, or the host of a built-in one
       * (`accounts.google.com`).
       */
      provider: string;
    };

/** A principal that belongs to an account and has policies of its own. */
export type IamPrincipal = Extract<RequestPrincipal, { kind: 'role' | 'user' }>;

/** Whether a principal is a role or a user. */
export function isIamPrincipal(
  principal: RequestPrincipal,
): principal is IamPrincipal {
  return principal.kind === 'role' || principal.kind === 'user';
}

/** What is requested. */
export interface ResourceRequest {
  /** For example `s3:GetObject`. */
  action: string;
  /** An ARN. With wildcards, it stands for everything they match. */
  resource: string;
  context: RequestContext;
}

/** What is requested, and by whom. */
export interface AccessRequest extends ResourceRequest {
  principal: RequestPrincipal;
}
