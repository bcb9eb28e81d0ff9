import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Flex, Text } from '@backstage/ui';
import {
  Change,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Disclosure } from '../../setups/Disclosure';
import { personalizeTranslationRef } from '../../translation';
import { changeDiff, DocumentDiff, lineRuns } from './changeDiff';
import { DiffLines } from './DiffLines';
import { StatementDiff } from './statementDiffs';

/** The content of a change, policies statement by statement. */
export function BeforeAndAfter({ change }: { change: Change }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { settings, documents } = useMemo(() => changeDiff(change), [change]);
  const isEmpty = settings.length === 0 && documents.length === 0;
  return (
    <Flex direction="column" gap="3">
      {isEmpty && <Text color="secondary">{t('diff.empty')}</Text>}
      {settings.length > 0 && (
        <DiffLines runs={settings} label={t('diff.settings')} />
      )}
      {documents.map(document => (
        <DocumentChanges key={document.name ?? ''} document={document} />
      ))}
    </Flex>
  );
}

/** The changes of a policy document. Unchanged statements are folded. */
function DocumentChanges({
  document: { name, settings, statements },
}: {
  document: DocumentDiff;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const changed = statements.filter(({ kind }) => kind !== 'unchanged');
  const unchanged = statements.filter(({ kind }) => kind === 'unchanged');
  return (
    <Flex direction="column" gap="2">
      {name && (
        <Text as="h4" weight="bold" style={{ margin: 0 }}>
          {documentTitle(name)}
        </Text>
      )}
      {settings.length > 0 && (
        <DiffLines runs={settings} label={t('diff.policySettings')} />
      )}
      {changed.map((statement, index) => (
        <StatementChange key={index} statement={statement} />
      ))}
      {changed.length === 0 && (
        <Text color="secondary">{t('diff.noStatement')}</Text>
      )}
      {unchanged.length > 0 && (
        <Disclosure
          level={4}
          title={t('diff.unchanged', { count: unchanged.length })}
        >
          <Flex direction="column" gap="2">
            {unchanged.map((statement, index) => (
              <StatementChange key={index} statement={statement} />
            ))}
          </Flex>
        </Disclosure>
      )}
    </Flex>
  );
}

/** `Trust policy` for `trustPolicy`. */
function documentTitle(key: string): string {
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The change of a statement, line by line, unless it is hidden from the reader. */
function StatementChange({
  statement: { kind, name, isHidden, before, after },
}: {
  statement: StatementDiff;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const title = t(`diff.statement.${kind}`, { name });
  return isHidden ? (
    <Text as="p" style={{ margin: 0 }}>
      {title}
      <Text color="secondary">
        {' '}
        {t('diff.hidden', { effect: String((after ?? before)?.Effect) })}
      </Text>
    </Text>
  ) : (
    <DiffLines
      runs={lineRuns(asJson(before), asJson(after))}
      label={title}
      isLabelShown
    />
  );
}

function asJson(
  statement: PolicyStatement | undefined,
): JsonObject | undefined {
  return statement && { ...statement };
}
