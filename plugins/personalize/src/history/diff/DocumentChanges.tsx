import { Flex, Text } from '@backstage/ui';
import { DocumentDiff } from './changeDiff';
import { Lines } from './Lines';
import { StatementChange } from './StatementChange';
import { Unchanged } from './Unchanged';

/** What became of a policy document: what changed first, what stayed folded. */
export function DocumentChanges({
  document: { name, settings, statements },
}: {
  document: DocumentDiff;
}) {
  const changed = statements.filter(({ kind }) => kind !== 'unchanged');
  const unchanged = statements.filter(({ kind }) => kind === 'unchanged');
  return (
    <Flex direction="column" gap="2">
      {name && (
        <Text as="h4" weight="bold" style={{ margin: 0 }}>
          {inWords(name)}
        </Text>
      )}
      {settings.length > 0 && (
        <Lines runs={settings} label="Version and id of the policy" />
      )}
      {changed.map((statement, index) => (
        <StatementChange key={index} statement={statement} />
      ))}
      {changed.length === 0 && (
        <Text color="secondary">No statement changed.</Text>
      )}
      {unchanged.length > 0 && <Unchanged statements={unchanged} />}
    </Flex>
  );
}

/** `Trust policy` for `trustPolicy`. */
function inWords(key: string): string {
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
