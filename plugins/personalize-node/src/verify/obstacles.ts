import {
  InvalidRequestError,
  isUnseen,
  Obstacle,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsOperationError } from '../aws/awsError';

/** The answer of AWS, or why there is none. */
export type Answer<T> =
  | { value: T; obstacle?: undefined }
  | { value?: undefined; obstacle: Obstacle };

/**
 * Waits for an answer that a check can do without: what AWS doesn't return, for
 * whatever reason, is unknown, and the rest is checked all the same.
 *
 * @throws the signal's reason when cancelled, and errors of the program itself
 */
export async function answerOf<T>(answer: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await answer };
  } catch (error) {
    const obstacle = obstacleOf(error);
    if (!obstacle) {
      throw error;
    }
    return { obstacle };
  }
}

/** Why something is unknown; undefined for an error with another meaning. */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (error instanceof AwsOperationError) {
    return {
      outcome: 'unknown',
      cause: error.failure,
      message: `AWS gave no answer: ${error.operation} on ${
        error.resource
      } failed with ${error.awsError} (request id ${
        error.requestId ?? 'none, no answer came'
      }).`,
      remedy: error.nextStep,
    };
  }
  return error instanceof Error && isUnseen(error)
    ? {
        outcome: 'unknown',
        message:
          error instanceof InvalidRequestError
            ? `This is unknown: ${error.problems
                .map(({ rule }) => rule)
                .join('; ')}.`
            : error.message,
        remedy: 'Fix that, and verify again.',
      }
    : undefined;
}

/** Turns a clause into a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}
