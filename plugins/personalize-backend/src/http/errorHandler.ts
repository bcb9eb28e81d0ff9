import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  ConflictError,
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { AwsOperationError } from '@personalize-portal/backstage-plugin-personalize-node';
import { NextFunction, Request, Response } from 'express';
import { Callers } from './callers';
import { TooManyRequestsError } from './rateLimits';

/** Errors that the caller may see. */
const PUBLIC_ERRORS = [
  InputError,
  AuthenticationError,
  NotAllowedError,
  NotFoundError,
  ConflictError,
  ServiceUnavailableError,
];

/** The parts of the portal that the handler of errors needs. */
export interface ErrorHandlerOptions {
  auditor: AuditorService;
  logger: LoggerService;
  callers: Callers;
}

/**
 * Handles errors of all routes. It reports refusals to the auditor, and answers
 * only with name and message, without stack, cause or other content of an
 * error.
 */
export function errorHandler({
  auditor,
  logger,
  callers,
}: ErrorHandlerOptions) {
  return async (
    error: unknown,
    req: Request,
    _res: Response,
    _next: NextFunction,
  ): Promise<never> => {
    const answer = answerOf(error, logger);
    if (NotAllowedError.is(answer)) {
      const event = await auditor.createEvent({
        eventId: 'http-refusal',
        severityLevel: 'medium',
        request: req,
        meta: {
          caller: await callers.nameOf(req),
          method: req.method,
          path: req.path,
        },
      });
      await event.fail({ error: answer });
    }
    throw answer;
  };
}

/** The caller learns nothing of an unexpected error. */
function answerOf(error: unknown, logger: LoggerService): Error {
  const answer = publicError(error);
  if (!answer) {
    logger.error(
      'A request failed',
      isError(error) ? error : new Error(String(error)),
    );
  }
  return withoutStack(
    answer ??
      new Error(
        'The portal failed; its log has the cause. Ask the team that runs the portal.',
      ),
  );
}

function publicError(error: unknown): Error | undefined {
  if (error instanceof TooManyRequestsError) {
    return error;
  }
  if (!isError(error)) {
    return undefined;
  }
  if (error instanceof AwsOperationError) {
    return new ServiceUnavailableError(error.message);
  }
  const PublicError = PUBLIC_ERRORS.find(({ name }) => name === error.name);
  return PublicError && new PublicError(error.message);
}

function withoutStack(error: Error): Error {
  error.stack = undefined;
  return error;
}
