import { SourceConditions } from '../../request/types';

/**
 * Why a service statement can't be judged by itself. With `required`, all hangs
 * on whether Personalize sends the source keys on its direct calls; AWS doesn't
 * document it, so it is neither taken for granted nor taken for a flaw.
 */
export function sourceUnknown(
  sourceConditions: SourceConditions,
): string | undefined {
  return sourceConditions === 'required'
    ? "The statement stands as asked for. It asks for the source keys (sourceConditions: required), and AWS doesn't document whether Personalize sends them on its own calls: run a job, and where it is refused choose if-present."
    : undefined;
}
