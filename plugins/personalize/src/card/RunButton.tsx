import { ReactElement, useState } from 'react';
import { toError } from '@backstage/errors';
import { Button, Flex, Text } from '@backstage/ui';
import { Problem } from '../setups/Problem';

interface RunButtonProps<T> {
  label: string;
  icon?: ReactElement;
  isDisabled?: boolean;
  /** Whether it can succeed only once. */
  isFinal?: boolean;
  run: () => Promise<T>;
  /** Read out while it runs. */
  runningText?: string;
  /** Read out when it succeeds. */
  doneText: (answer: T) => string;
  problemTitle: string;
}

type Run<T> =
  | { state: 'idle' }
  | { state: 'running' }
  | { state: 'failed'; error: Error }
  | { state: 'done'; answer: T };

/** A button that runs something in the backend and shows the outcome. */
export function RunButton<T>({
  label,
  icon,
  isDisabled = false,
  isFinal = false,
  run,
  runningText,
  doneText,
  problemTitle,
}: RunButtonProps<T>) {
  const [last, setLast] = useState<Run<T>>({ state: 'idle' });
  const start = async () => {
    setLast({ state: 'running' });
    try {
      setLast({ state: 'done', answer: await run() });
    } catch (failure) {
      setLast({ state: 'failed', error: toError(failure) });
    }
  };
  return (
    <Flex direction="column" gap="2" align="start">
      <Button
        variant="secondary"
        iconStart={icon}
        isDisabled={isDisabled || (isFinal && last.state === 'done')}
        isPending={last.state === 'running'}
        onPress={start}
      >
        {label}
      </Button>
      {/* Always rendered: screen readers skip a live region that arrives with its text. */}
      <Text role="status">
        {last.state === 'running' && runningText}
        {last.state === 'done' && doneText(last.answer)}
      </Text>
      {last.state === 'failed' && (
        <Problem title={problemTitle} error={last.error} onRetry={start} />
      )}
    </Flex>
  );
}
