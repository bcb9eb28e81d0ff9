import { Alert, Button } from '@backstage/ui';
import { explain } from './explain';

interface ProblemProps {
  /** What can't be shown or done, as a sentence. */
  title: string;
  error: Error;
  onRetry: () => void;
}

/** Says why something can't be shown and what to do, and offers to try again where that may help. */
export function Problem({ title, error, onRetry }: ProblemProps) {
  const { isFinal, ...explained } = explain(error);
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
