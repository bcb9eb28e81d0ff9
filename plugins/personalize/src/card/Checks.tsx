import { useId } from 'react';
import { Box, Text } from '@backstage/ui';
import {
  Check,
  printable,
  printableName,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  RiCheckLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiQuestionLine,
} from '@remixicon/react';
import { Disclosure } from '../setups/Disclosure';
import { IconStyle, IconText } from '../setups/IconText';
import styles from './Checks.module.css';

/** The checks that give the status; nothing where there is none. */
export function FailingChecks({
  setup: { failing, status },
}: {
  setup: Pick<SetupItem, 'failing' | 'status'>;
}) {
  const id = useId();
  if (failing.length === 0) {
    return null;
  }
  const heading =
    status === 'attention'
      ? `What to do (${failing.length})`
      : `What is wrong (${failing.length})`;
  return (
    <Box>
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        {heading}
      </Text>
      <CheckList checks={failing} labelledBy={id} />
    </Box>
  );
}

/** All that was proven by the last check, folded. */
export function AllChecks({ checks }: { checks: readonly Check[] }) {
  const id = useId();
  if (checks.length === 0) {
    return null;
  }
  return (
    <Disclosure
      id={id}
      level={4}
      title={`All checks of the last check (${checks.length})`}
    >
      <CheckList checks={checks} labelledBy={id} />
    </Disclosure>
  );
}

interface CheckListProps {
  checks: readonly Check[];
  /** Id of the heading over it. */
  labelledBy: string;
}

/** Checks, one below the other. */
function CheckList({ checks, labelledBy }: CheckListProps) {
  return (
    <ul aria-labelledby={labelledBy} style={{ margin: 0, padding: 0 }}>
      {checks.map(check => (
        <CheckItem key={check.id} check={check} />
      ))}
    </ul>
  );
}

/** A check with the statement that decides it and what to do. */
function CheckItem({ check }: { check: Check }) {
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

type Outcome = Check['outcome'];

const NAMES: Record<Outcome, string> = {
  passed: 'Passed',
  failed: 'Failed',
  warning: 'Warning',
  unknown: 'Not proven',
};

const STYLES: Record<Outcome, IconStyle> = {
  passed: { icon: RiCheckLine, color: 'success' },
  failed: { icon: RiCloseCircleLine, color: 'danger' },
  warning: { icon: RiErrorWarningLine, color: 'warning' },
  unknown: { icon: RiQuestionLine, color: 'secondary' },
};

/** What a check came to, as icon and word. */
function CheckOutcome({ outcome }: { outcome: Outcome }) {
  return (
    <IconText {...STYLES[outcome]} isSmall>
      {NAMES[outcome]}
    </IconText>
  );
}
