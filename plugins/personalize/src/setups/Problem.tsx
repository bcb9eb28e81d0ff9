import { ResponseError } from '@backstage/errors';
import { Alert, Button } from '@backstage/ui';

interface ProblemProps {
  /** What can't be shown or done, as a sentence. */
  title: string;
  error: Error;
  onRetry: () => void;
}

/** Says why something can't be shown and what to do, and offers to try again where that may help. */
export function Problem({ title, error, onRetry }: ProblemProps) {
  const { isFinal, ...explained } = explainError(error);
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
            Try again
          </Button>
        )
      }
    />
  );
}

/** A failure in words. */
interface Explanation {
  /** Absent where what was asked for says it best. */
  title?: string;
  description: string;
  /** Whether asking again can't help. */
  isFinal: boolean;
}

/** Says of a failed question to the backend what the reader can do. */
export function explainError(error: Error): Explanation {
  if (!ResponseError.is(error)) {
    return {
      description: `The portal's backend can't be reached: ${error.message}. Look whether you are still connected, then try again.`,
      isFinal: false,
    };
  }
  switch (error.statusCode) {
    case 401:
      return {
        title: 'You are signed out',
        description: 'Reload the page to sign in again.',
        isFinal: true,
      };
    case 403:
      return {
        title: 'This is not open to you',
        description: `Set-ups are open to the team that owns them and to the team that runs the portal. Ask one of them, or choose a set-up of your own team. The backend's answer: ${error.cause.message}`,
        isFinal: true,
      };
    case 404:
      return {
        title: 'This set-up is not in the record',
        description:
          'It was removed, or its entity comes from elsewhere. What the catalog shows follows within minutes; if it stays, tell the team that runs the portal.',
        isFinal: true,
      };
    default:
      return {
        description: `${error.cause.message} (status ${error.statusCode}). Try again; if it keeps failing, tell the team that runs the portal.`,
        isFinal: false,
      };
  }
}
