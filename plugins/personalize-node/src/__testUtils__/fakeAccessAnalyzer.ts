import { createServer, Server } from 'node:http';
import { FakeError } from './fakeAnswer';

/** What a caller asked: the path, and the fields of its body. */
export interface AnalyzerCall {
  path: string;
  body: Record<string, string>;
}

/** Access Analyzer as it answers on the wire. */
export class FakeAccessAnalyzer {
  calls: AnalyzerCall[] = [];
  /** What is answered; throw a {@link FakeError} to refuse. */
  answer: (call: AnalyzerCall) => object = () => ({ findings: [] });
  private server: Server | undefined;

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        const call = {
          path: new URL(request.url ?? '/', 'http://fake').pathname,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        };
        this.calls.push(call);
        const headers = {
          'content-type': 'application/json',
          'x-amzn-requestid': 'request-of-analyzer',
        };
        try {
          const answer = JSON.stringify(this.answer(call));
          response.writeHead(200, headers).end(answer);
        } catch (error) {
          const { code, status, message } =
            error instanceof FakeError
              ? error
              : new FakeError('FakeIsBroken', 400, String(error));
          response
            .writeHead(status, { ...headers, 'x-amzn-errortype': code })
            .end(JSON.stringify({ message }));
        }
      });
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    this.server = server;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise(resolve => {
      this.server?.close(resolve);
    });
  }

  get endpoint(): string {
    const address = this.server?.address();
    if (!address || typeof address === 'string') {
      throw new Error('The fake Access Analyzer is not started');
    }
    return `http://127.0.0.1:${address.port}`;
  }
}
