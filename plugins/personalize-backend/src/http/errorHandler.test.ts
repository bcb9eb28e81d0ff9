import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConflictError, serializeError } from '@backstage/errors';
import { ForeignPolicyError } from '@personalize-portal/backstage-plugin-personalize-common';
import express, { NextFunction, Request, Response } from 'express';
import createPromiseRouter from 'express-promise-router';
import { createServer } from 'node:http';
import { errorHandler } from './errorHandler';
import { Callers } from './callers';

const logger = mockServices.logger.mock();

beforeEach(() => logger.error.mockClear());

/** The response when a route fails, with the stack if the error has one. */
async function answerTo(error: unknown): Promise<unknown> {
  const router = createPromiseRouter();
  router.use(async () => {
    throw error;
  });
  router.use(
    errorHandler({
      auditor: mockServices.auditor.mock(),
      logger,
      callers: new Callers(
        mockServices.httpAuth({ defaultCredentials: mockCredentials.user() }),
      ),
    }),
  );
  router.use(
    (answer: unknown, _req: Request, res: Response, _next: NextFunction) => {
      res.json(serializeError(Object(answer), { includeStack: true }));
    },
  );
  const server = createServer(express().use(router));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = Object(server.address());
  const response = await fetch(`http://127.0.0.1:${port}/`);
  server.close();
  return response.json();
}

describe('an error that is meant for whoever asks', () => {
  it.each([
    new ConflictError('The name is taken', new Error('unique constraint')),
    new ForeignPolicyError('It is taken', 'unquoted'),
  ])('is answered with name and message alone', async error => {
    expect(await answerTo(error)).toEqual({
      name: 'ConflictError',
      message: error.message,
    });
    expect(logger.error).not.toHaveBeenCalled();
  });
});

describe('an error that nobody foresaw', () => {
  it.each([new TypeError('select * from setups'), 'select * from setups'])(
    'is logged, and nothing of it is told',
    async error => {
      expect(await answerTo(error)).toEqual({
        name: 'Error',
        message:
          'The portal failed; its log has the cause. Ask the team that runs the portal.',
      });
      expect(logger.error).toHaveBeenCalledWith(
        'A request failed',
        expect.objectContaining({
          message: expect.stringContaining('select * from setups'),
        }),
      );
    },
  );
});
