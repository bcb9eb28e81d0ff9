import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { personalizeTranslationRef } from '../translation';
import styles from './Checks.module.css';

/** The checks that decide the status, if any. */
export function FailingChecks({
  setup: { failing, status },
}: {
  setup: Pick<SetupItem, 'failing' | 'status'>;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const id = useId();
  if (failing.length === 0) {
    return null;
  }
  const heading = status === 'attention' ? 'checks.toDo' : 'checks.failing';
  return (
    <Box>
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        {t(heading, { number: String(failing.length) })}
      </Text>
      <CheckList checks={failing} labelledBy={id} />
    </Box>
  );
}

/** All results of the last check, folded. */
export function AllChecks({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const id = useId();
  if (checks.length === 0) {
    return null;
  }
  return (
    <Disclosure
      id={id}
      level={4}
      title={t('checks.all', { number: String(checks.length) })}
    >
      <CheckList checks={checks} labelledBy={id} />
    </Disclosure>
  );
}

interface CheckListProps {
  checks: readonly Check[];
  /** Id of the heading. */
  labelledBy: string;
}

/** A list of checks. */
function CheckList({ checks, labelledBy }: CheckListProps) {
  return (
    <ul aria-labelledby={labelledBy} style={{ margin: 0, padding: 0 }}>
      {checks.map(check => (
        <CheckItem key={check.id} check={check} />
      ))}
    </ul>
  );
}

/** A check, the statement that decides it, and what to do. */
function CheckItem({ check }: { check: Check }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { title, outcome, statement, remedy } = check;
  return (
    <li className={styles.check}>
      <CheckOutcome outcome={outcome} />
      <Text as="p" weight={outcome === 'passed' ? 'regular' : 'bold'}>
        {title}
      </Text>
      {statement && (
        <Text as="p" variant="body-small" className={styles.statement}>
          <DecidingStatement {...statement} />
        </Text>
      )}
      {remedy && (
        <Text as="p" variant="body-small">
          {t('checks.remedy', { remedy })}
        </Text>
      )}
    </li>
  );
}

function DecidingStatement({
  sid,
  index,
  document,
}: NonNullable<Check['statement']>) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const values = {
    number: String(index + 1),
    document: <code>{printable(document)}</code>,
  };
  return sid
    ? t('checks.decidedBySid', {
        ...values,
        sid: <code>{printableName(sid)}</code>,
      })
    : t('checks.decidedByNumber', values);
}

type Outcome = Check['outcome'];

const STYLES: Record<Outcome, IconStyle> = {
  passed: { icon: RiCheckLine, color: 'success' },
  failed: { icon: RiCloseCircleLine, color: 'danger' },
  warning: { icon: RiErrorWarningLine, color: 'warning' },
  unknown: { icon: RiQuestionLine, color: 'secondary' },
};

/** The outcome of a check, as icon and word. */
function CheckOutcome({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <IconText {...STYLES[outcome]} isSmall>
      {t(`checks.outcome.${outcome}`)}
    </IconText>
  );
}
