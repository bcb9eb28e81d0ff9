import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/** The account's response to one operation. */
export interface AwsAnswer {
  status?: number;
  body: string;
  headers?: Record<string, string>;
}

/**
 * Responds to operations by name, for example `iam:ListRoles`; the parameters
 * are those of the request.
 */
export type AwsAnswers = (
  operation: string,
  parameters: Record<string, string>,
) => AwsAnswer;

/** A refusal in the form of IAM and S3. */
export const DENIED: AwsAnswer = {
  status: 403,
  body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
};

/** IAM's response for something that doesn't exist. */
export const NO_SUCH_ENTITY: AwsAnswer = {
  status: 404,
  body: '<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>no</Message></Error></ErrorResponse>',
};

/** An AWS account on a local port that gives the responses of the test. */
export async function startAws(answers: AwsAnswers) {
  const operations: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const { operation, parameters } = callOf(
      request.method,
      request.url,
      request.headers['x-amz-target'],
      body,
    );
    operations.push(operation);
    const {
      status = 200,
      body: answer,
      headers,
    } = answers(operation, parameters);
    response.writeHead(status, { 'x-amzn-requestid': 'request-1', ...headers });
    response.end(request.method === 'HEAD' ? undefined : answer);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: addressOf(server.address()),
    /** In the order of arrival. */
    operations,
    async stop() {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

function addressOf(address: string | AddressInfo | null): string {
  if (!address || typeof address === 'string') {
    throw new Error('The account is not started');
  }
  return `http://127.0.0.1:${address.port}`;
}

function callOf(
  method: string | undefined,
  url: string | undefined,
  target: string | string[] | undefined,
  body: string,
): { operation: string; parameters: Record<string, string> } {
  if (typeof target === 'string') {
    return {
      operation: `kms:${target.split('.')[1]}`,
      parameters: JSON.parse(body),
    };
  }
  const { pathname, searchParams } = new URL(url ?? '/', 'http://aws');
  if (method === 'POST') {
    const parameters = Object.fromEntries(new URLSearchParams(body));
    return { operation: `iam:${parameters.Action}`, parameters };
  }
  return {
    operation:
      pathname === '/'
        ? 's3:ListBuckets'
        : `s3:${method} ${pathname.replace(/\/$/, '')}`,
    parameters: Object.fromEntries(searchParams),
  };
}
