import type { IncomingHttpHeaders } from 'node:http';

/** A client's HTTP request. */
export interface AwsRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The protocol of a service, for both requests and responses. */
export type Protocol = 'query' | 'json' | 's3';

/** The operation that a request calls. */
export interface AwsOperation {
  service: string;
  region: string;
  protocol: Protocol;
  operation: string;
  /**
   * The name, id or ARN in the request; `bucket/key` for an object,
   * `role/policy` for an inline policy.
   */
  resource?: string;
  write: boolean;
}
