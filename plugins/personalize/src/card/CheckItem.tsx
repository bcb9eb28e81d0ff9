import { Text } from '@backstage/ui';
import {
  Check,
  printable,
  printableName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { CheckOutcome } from './CheckOutcome';
import styles from './CheckItem.module.css';

/** A check with the statement that decides it and what to do. */
export function CheckItem({ check }: { check: Check }) {
  const { title, outcome, statement, remedy } = check;
  return (
    <li className={styles.check}>
      <CheckOutcome outcome={outcome} />
      <Text as="p" weight={outcome === 'passed' ? 'regular' : 'bold'}>
        {title}
      </Text>
      {statement && (
        <Text as="p" variant="body-small" className={styles.statement}>
          Decided by statement{' '}
          {statement.sid ? (
            <code>{printableName(statement.sid)}</code>
          ) : (
            'without a Sid,'
          )}{' '}
          number {statement.index + 1}, of{' '}
          <code>{printable(statement.document)}</code>
        </Text>
      )}
      {remedy && (
        <Text as="p" variant="body-small">
          What to do: {remedy}
        </Text>
      )}
    </li>
  );
}
