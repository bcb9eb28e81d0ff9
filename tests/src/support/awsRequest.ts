import type { IncomingHttpHeaders } from 'node:http';

/** What a client put on the wire. */
export interface AwsRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** How a service is spoken to, which is also how it answers. */
export type Protocol = 'query' | 'json' | 's3';

/** Which operation a request asks for. */
export interface AwsOperation {
  service: string;
  region: string;
  protocol: Protocol;
  operation: string;
  /** The name, id or ARN that the request gave; `bucket/key` for an object, `role/policy` for an inline policy. */
  resource?: string;
  write: boolean;
}
