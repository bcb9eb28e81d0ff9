import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';

/** An answer over HTTP. */
export interface FakeAnswer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** A request as a service of AWS understands it. */
export interface FakeCall {
  /** With the service, for example `s3:GetBucketPolicy`. */
  operation: string;
  /** What is named first in the request: a bucket, key, role or policy. */
  resource: string;
  parameters: Record<string, string>;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** AWS says no; thrown by the fake services, turned into their own form of an error. */
export class FakeError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string = `fake ${code}`,
  ) {
    super(message);
  }
}

type Xml =
  | string
  | number
  | boolean
  | undefined
  | Xml[]
  | { [tag: string]: Xml };

/** XML in the form of the query protocol: a list is a list of `member`. */
export function xml(value: Xml): string {
  if (value === undefined) {
    return '';
  }
  if (Array.isArray(value)) {
    return value.map(item => `<member>${xml(item)}</member>`).join('');
  }
  if (typeof value === 'object') {
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([tag, inner]) => `<${tag}>${xml(inner)}</${tag}>`)
      .join('');
  }
  return String(value)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A policy as IAM sends it. */
export function encoded(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document));
}
