import { ResponseError } from '@backstage/errors';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { personalizeTranslationRef, Translate } from '../translation';

interface ProblemProps {
  /** What failed. */
  title: string;
  error: Error;
  onRetry: () => void;
}

/** Explains an error and what to do. Offers to try again if that can help. */
export function Problem({ title, error, onRetry }: ProblemProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { isFinal, ...explained } = explainError(error, t);
  return (
    <Alert
      role="alert"
      status={isFinal ? 'info' : 'danger'}
      icon
      title={explained.title ?? title}
      description={explained.description}
      customActions={
        isFinal ? undefined : (
          <Button size="small" variant="secondary" onPress={onRetry}>
            {t('problem.retry')}
          </Button>
        )
      }
    />
  );
}

/** An error in words. */
interface Explanation {
  /** Undefined if the caller's title fits best. */
  title?: string;
  description: string;
  /** Whether trying again is useless. */
  isFinal: boolean;
}

/** Explains an error of the backend and what the reader can do. */
export function explainError(error: Error, t: Translate): Explanation {
  if (!ResponseError.is(error)) {
    return {
      description: t('problem.unreachable', { message: error.message }),
      isFinal: false,
    };
  }
  switch (error.statusCode) {
    case 401:
      return {
        title: t('problem.signedOut.title'),
        description: t('problem.signedOut.description'),
        isFinal: true,
      };
    case 403:
      return {
        title: t('problem.notAllowed.title'),
        description: t('problem.notAllowed.description', {
          message: error.cause.message,
        }),
        isFinal: true,
      };
    case 404:
      return {
        title: t('problem.notFound.title'),
        description: t('problem.notFound.description'),
        isFinal: true,
      };
    default:
      return {
        description: t('problem.failed', {
          message: error.cause.message,
          status: String(error.statusCode),
        }),
        isFinal: false,
      };
  }
}
