import { Check } from '../../plan/change';
import { Obstacle } from '../heldAccess';

/** A check that tells what stands in the way. */
export function obstacleCheck(
  id: string,
  { outcome, cause, message, remedy }: Obstacle,
): Check {
  return {
    id,
    title: message,
    outcome,
    ...(cause ? { cause } : {}),
    remedy,
  };
}
