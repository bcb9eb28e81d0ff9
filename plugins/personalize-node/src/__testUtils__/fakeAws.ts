import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { FakeAnswer, FakeCall, FakeError, xml } from './fakeAnswer';
import { FakeIam } from './fakeIam';
import { FakeIdentityCenter } from './fakeIdentityCenter';
import { FakeKms } from './fakeKms';
import { FakePersonalize } from './fakePersonalize';
import { FakeS3 } from './fakeS3';

export const ACCOUNT = '012345678901';
export const REGION = 'us-east-1';

/** Steps in before a call is answered: with an answer of its own, an error, or a change made by somebody else. */
export type Interruption = (
  call: FakeCall,
) => FakeAnswer | void | Promise<FakeAnswer | void>;

/**
 * A tiny AWS account on a local port. It answers as AWS does on the wire, so
 * that the SDK, its errors and its headers are those of production.
 */
export class FakeAws {
  iam = new FakeIam(ACCOUNT);
  identityCenter = new FakeIdentityCenter();
  kms = new FakeKms();
  personalize = new FakePersonalize(ACCOUNT, REGION);
  s3 = new FakeS3(ACCOUNT);
  /** In the order in which they came. */
  calls: FakeCall[] = [];
  private interruptions: {
    operation: string;
    times: number;
    act: Interruption;
  }[] = [];
  private breakage: { writesLeft: number; isMade: boolean } | undefined;
  private server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.serve(request, response);
    });
    // A machine that does other things too would find connections closed on it.
    server.keepAliveTimeout = 0;
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.server = server;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server) {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  }

  get endpoint(): string {
    const address = this.server?.address();
    if (!address || typeof address === 'string') {
      throw new Error('The fake AWS is not started');
    }
    return `http://127.0.0.1:${address.port}`;
  }

  /** An empty account. */
  reset(): void {
    this.iam = new FakeIam(ACCOUNT);
    this.identityCenter = new FakeIdentityCenter();
    this.kms = new FakeKms();
    this.personalize = new FakePersonalize(ACCOUNT, REGION);
    this.s3 = new FakeS3(ACCOUNT);
    this.calls = [];
    this.interruptions = [];
    this.breakage = undefined;
  }

  /** Steps in before the next calls of an operation. */
  interrupt(operation: string, act: Interruption, times: number = 1): void {
    this.interruptions.push({ operation, times, act });
  }

  /** The next calls of an operation fail. */
  fail(operation: string, error: FakeError, times: number = 1): void {
    this.interrupt(
      operation,
      () => {
        throw error;
      },
      times,
    );
  }

  /**
   * One write fails.
   *
   * @param nth - which of those to come, counted from one
   * @param isMade - whether it is made all the same, and the answer lost
   */
  breakOff(nth: number, isMade: boolean): void {
    this.breakage = { writesLeft: nth, isMade };
  }

  operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  /** The calls that change something. */
  writes(): string[] {
    return this.operations().filter(isWrite);
  }

  callsOf(operation: string): FakeCall[] {
    return this.calls.filter(call => call.operation === operation);
  }

  private async serve(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const call = callOf(request, Buffer.concat(chunks).toString());
    this.calls.push(call);
    const answer = await this.answer(call);
    response.writeHead(answer.status, {
      'x-amzn-requestid': `request-of-${call.operation.split(':')[1]}`,
      'x-amz-request-id': `request-of-${call.operation.split(':')[1]}`,
      ...answer.headers,
    });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  private async answer(call: FakeCall): Promise<FakeAnswer> {
    try {
      const interruption = this.interruptions.find(
        ({ operation, times }) => operation === call.operation && times > 0,
      );
      if (interruption) {
        interruption.times -= 1;
        const answer = await interruption.act(call);
        if (answer) {
          return answer;
        }
      }
      const { breakage } = this;
      if (!breakage || !isWrite(call.operation) || --breakage.writesLeft > 0) {
        return this.perform(call);
      }
      this.breakage = undefined;
      if (breakage.isMade) {
        this.perform(call);
      }
      throw new FakeError('ServiceFailure', 500);
    } catch (error) {
      const failure =
        error instanceof FakeError
          ? error
          : new FakeError('FakeIsBroken', 400, String(error));
      return errorAnswer(call, failure);
    }
  }

  private perform(call: FakeCall): FakeAnswer {
    switch (call.operation.split(':')[0]) {
      case 'iam':
        return this.iam.answer(call);
      case 'kms':
        return this.kms.answer(call);
      case 'personalize':
        return this.personalize.answer(call);
      case 'sso-admin':
        return this.identityCenter.answer(call);
      case 's3':
        return this.s3.answer(call);
      default:
        return stsAnswer(call);
    }
  }
}

function isWrite(operation: string): boolean {
  return !/:(Get|List|Describe|Head|AssumeRole)/.test(operation);
}

function stsAnswer({ operation }: FakeCall): FakeAnswer {
  if (operation !== 'sts:AssumeRole') {
    throw new FakeError('InvalidAction', 400, `no fake of ${operation}`);
  }
  return {
    status: 200,
    body: xml({
      AssumeRoleResponse: {
        AssumeRoleResult: {
          Credentials: {
            AccessKeyId: 'ASIAASSUMED',
            SecretAccessKey: 'assumed-secret',
            SessionToken: 'assumed-token',
            Expiration: '2999-01-01T00:00:00Z',
          },
        },
        ResponseMetadata: { RequestId: 'request-of-AssumeRole' },
      },
    }),
  };
}

function errorAnswer(
  { operation }: FakeCall,
  { code, status, message }: FakeError,
): FakeAnswer {
  switch (operation.split(':')[0]) {
    case 'kms':
    case 'personalize':
    case 'sso-admin':
      return { status, body: JSON.stringify({ __type: code, message }) };
    case 's3':
      return {
        status,
        body: xml({ Error: { Code: code, Message: message } }),
      };
    default:
      return {
        status,
        body: xml({
          ErrorResponse: {
            Error: { Type: 'Sender', Code: code, Message: message },
            RequestId: `request-of-${operation.split(':')[1]}`,
          },
        }),
      };
  }
}

const S3_OPERATIONS: Record<string, string> = {
  'HEAD ': 'HeadBucket',
  'GET ': 'ListBuckets',
  'GET policy': 'GetBucketPolicy',
  'PUT policy': 'PutBucketPolicy',
  'DELETE policy': 'DeleteBucketPolicy',
  'GET encryption': 'GetBucketEncryption',
  'GET tagging': 'GetBucketTagging',
  'GET list-type': 'ListObjectsV2',
};

/** By what the wire calls them. */
const JSON_SERVICES: Record<string, string> = {
  AmazonPersonalize: 'personalize',
  TrentService: 'kms',
  SWBExternalService: 'sso-admin',
};

function callOf(
  { method, url, headers }: IncomingMessage,
  body: string,
): FakeCall {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    const [service, operation] = target.split('.');
    const { KeyId, PermissionSetArn, Name } = JSON.parse(body);
    return {
      operation: `${JSON_SERVICES[service]}:${operation}`,
      resource: String(KeyId ?? PermissionSetArn ?? Name),
      parameters: {},
      headers,
      body,
    };
  }
  const { pathname, searchParams } = new URL(url ?? '/', 'http://fake');
  if (pathname === '/' && method === 'POST') {
    const parameters = Object.fromEntries(new URLSearchParams(body));
    const service = parameters.Version === '2011-06-15' ? 'sts' : 'iam';
    return {
      operation: `${service}:${parameters.Action}`,
      resource: parameters.RoleName ?? parameters.PolicyArn ?? '',
      parameters,
      headers,
      body,
    };
  }
  const about =
    ['policy', 'encryption', 'tagging', 'list-type'].find(name =>
      searchParams.has(name),
    ) ?? '';
  return {
    operation: `s3:${
      S3_OPERATIONS[`${method} ${about}`] ?? `${method} ${url}`
    }`,
    resource: pathname.split('/')[1],
    parameters: Object.fromEntries(searchParams),
    headers,
    body,
  };
}
