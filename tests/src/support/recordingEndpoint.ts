import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { buffer } from 'node:stream/consumers';
import { errorAnswer, type AwsAnswer, type AwsFault } from './awsAnswer';
import { awsOperation } from './awsOperation';
import type { AwsOperation, AwsRequest } from './awsRequest';

/** A client's call. */
export interface AwsCall extends AwsOperation {
  userAgent: string;
  /** The status of the response. */
  status: number;
  /**
   * Milliseconds on a clock that never goes back, to see whether calls overlap.
   */
  startedAt: number;
  endedAt: number;
}

/** A call in progress. */
export interface InterceptedCall
  extends AwsOperation,
    Pick<AwsCall, 'userAgent'> {
  request: AwsRequest;
  /** An error response in the form of this call's service. */
  fault(fault: AwsFault): AwsAnswer;
}

/**
 * Responds to a call, or passes on the response of `forward`. May do something
 * else before or after, such as what a second writer would do.
 */
export type Interceptor = (
  call: InterceptedCall,
  forward: () => Promise<AwsAnswer>,
) => AwsAnswer | Promise<AwsAnswer>;

export interface RecordingEndpoint {
  /** The address for clients, instead of the account's. */
  endpoint: string;
  /**
   * The finished calls, in the order of arrival.
   *
   * @throws if a call couldn't be identified, forwarded or intercepted: then
   * every count would be wrong
   */
  calls(): AwsCall[];
  /** Forgets what was recorded so far. */
  clear(): void;
  /** The latest interceptor comes first. Returns a function that removes it. */
  intercept(interceptor: Interceptor): () => void;
  /** Removes all interceptors. */
  interceptNothing(): void;
  /**
   * Before another process becomes the account: waits for calls in progress,
   * and closes the account's connections.
   */
  disconnect(): Promise<void>;
  close(): Promise<void>;
}

/** Stands between clients and an account, and forwards everything unchanged. */
export async function startRecordingEndpoint(
  account: string,
): Promise<RecordingEndpoint> {
  const interceptors: Interceptor[] = [];
  let underWay = 0;
  let agent = new http.Agent({ keepAlive: true });
  let recorded: AwsCall[] = [];
  let failures: Error[] = [];

  async function answer(request: AwsRequest): Promise<AwsAnswer> {
    const startedAt = performance.now();
    const operation = {
      ...awsOperation(request),
      userAgent: request.headers['user-agent'] ?? '',
    };
    const call: InterceptedCall = {
      ...operation,
      request,
      fault: fault => errorAnswer(operation.protocol, fault),
    };
    const given = await interceptors.reduce<() => Promise<AwsAnswer>>(
      (forward, interceptor) => async () => interceptor(call, forward),
      async () => {
        underWay += 1;
        try {
          return await passOn(account, agent, request);
        } finally {
          underWay -= 1;
        }
      },
    )();
    recorded.push({
      ...operation,
      status: given.status,
      startedAt,
      endedAt: performance.now(),
    });
    return given;
  }

  const server = http.createServer(async (incoming, outgoing) => {
    const given = await receive(incoming)
      .then(answer)
      .catch((error: Error) => {
        failures.push(error);
        // Status 400, because clients retry after a 500.
        return errorAnswer('s3', {
          status: 400,
          code: 'RecordingEndpointError',
          message: error.message,
        });
      });
    outgoing.writeHead(given.status, given.headers).end(given.body);
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    calls() {
      if (failures.length > 0) {
        throw new AggregateError(
          failures,
          failures.map(({ message }) => message).join('\n'),
        );
      }
      return [...recorded].sort((a, b) => a.startedAt - b.startedAt);
    },
    clear() {
      recorded = [];
      failures = [];
    },
    intercept(interceptor) {
      interceptors.push(interceptor);
      return () => {
        interceptors.splice(interceptors.indexOf(interceptor), 1);
      };
    },
    interceptNothing() {
      interceptors.length = 0;
    },
    async disconnect() {
      // A refused plan leaves reads in progress; a read that a test holds never
      // ends.
      for (let waits = 0; underWay > 0 && waits < 200; waits++) {
        await setTimeout(5);
      }
      agent.destroy();
      agent = new http.Agent({ keepAlive: true });
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The recording endpoint listens on no port');
  }
  return address.port;
}

async function receive(incoming: http.IncomingMessage): Promise<AwsRequest> {
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: incoming.headers,
    body: await buffer(incoming),
  };
}

/** Headers of one connection, which don't apply to the next one. */
const perConnection = [
  'connection',
  'expect',
  'keep-alive',
  'transfer-encoding',
];

/** Keeps the client's Host header, because the signature covers it. */
async function passOn(
  account: string,
  agent: http.Agent,
  { method, target, headers, body }: AwsRequest,
): Promise<AwsAnswer> {
  const answered = await new Promise<http.IncomingMessage>(
    (resolve, reject) => {
      http
        .request(new URL(target, account), {
          agent,
          method,
          headers: {
            ...without(perConnection, headers),
            'content-length': body.length,
          },
        })
        .on('response', resolve)
        .on('error', reject)
        .end(body);
    },
  );
  return {
    status: answered.statusCode ?? 502,
    headers: without(perConnection, answered.headers),
    body: await buffer(answered),
  };
}

function without(
  names: string[],
  headers: http.IncomingHttpHeaders,
): http.IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !names.includes(name)),
  );
}
