import type { OutgoingHttpHeaders } from 'node:http';
import type { Protocol } from './awsRequest';

/** The response to a client. */
export interface AwsAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

export interface AwsFault {
  status: number;
  /** For example `AccessDenied`, `MalformedPolicy` or `ThrottlingException`. */
  code: string;
  message: string;
  requestId?: string;
}

/** An error in the form of that protocol's service. */
export function errorAnswer(
  protocol: Protocol,
  { status, code, message, requestId = 'REQUEST-ID' }: AwsFault,
): AwsAnswer {
  switch (protocol) {
    case 'json':
      return {
        status,
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amzn-requestid': requestId,
        },
        body: Buffer.from(JSON.stringify({ __type: code, message })),
      };
    case 's3':
      return {
        status,
        headers: {
          'content-type': 'application/xml',
          'x-amz-request-id': requestId,
        },
        body: Buffer.from(
          `<?xml version="1.0" encoding="UTF-8"?>` +
            `<Error><Code>${code}</Code><Message>${escapeXml(
              message,
            )}</Message>` +
            `<RequestId>${requestId}</RequestId></Error>`,
        ),
      };
    default:
      return {
        status,
        headers: {
          'content-type': 'text/xml',
          'x-amzn-requestid': requestId,
        },
        body: Buffer.from(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code>` +
            `<Message>${escapeXml(message)}</Message></Error>` +
            `<RequestId>${requestId}</RequestId></ErrorResponse>`,
        ),
      };
  }
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
