import { PolicyStatement } from '../../policy/document';
import { SourceConditions } from '../../request/types';
import { Unknowable } from './claim';

/**
 * With `required`, all hangs on whether Personalize sends the source keys on its
 * direct calls. AWS doesn't document it, so the statements asked for are neither
 * taken to let it in nor for a flaw.
 */
export function unknownSource(
  sourceConditions: SourceConditions,
  statements: readonly PolicyStatement[],
): { unknowable?: Unknowable } {
  return sourceConditions === 'required'
    ? {
        unknowable: {
          statements,
          remedy:
            "The statement stands as asked for. It asks for the source keys (sourceConditions: required), and AWS doesn't document whether Personalize sends them on its own calls: run a job, and where it is refused choose if-present.",
        },
      }
    : {};
}
