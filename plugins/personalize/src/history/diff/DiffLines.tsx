import { useId } from 'react';
import { Text, VisuallyHidden } from '@backstage/ui';
import { printable } from '@personalize-portal/backstage-plugin-personalize-common';
import { LineRun } from './changeDiff';
import styles from './DiffLines.module.css';

interface DiffLinesProps {
  runs: readonly LineRun[];
  /** What the lines show. */
  label: string;
  /** Whether the label is visible. Screen readers always get it. */
  isLabelShown?: boolean;
}

/** Added and removed lines, marked by sign as well as colour. */
export function DiffLines({
  runs,
  label,
  isLabelShown = false,
}: DiffLinesProps) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={styles.group}>
      {isLabelShown ? (
        <Text id={id} weight="bold">
          {label}
        </Text>
      ) : (
        <VisuallyHidden id={id}>{label}</VisuallyHidden>
      )}
      <pre className={styles.lines}>
        {runs.map((run, index) => (
          <Run key={index} run={run} />
        ))}
      </pre>
    </div>
  );
}

function Run({ run: { kind, lines } }: { run: LineRun }) {
  switch (kind) {
    case 'added':
      return <ins className={styles.added}>{signLines('+', lines)}</ins>;
    case 'removed':
      return <del className={styles.removed}>{signLines('-', lines)}</del>;
    default:
      return <span>{signLines(' ', lines)}</span>;
  }
}

function signLines(sign: string, lines: readonly string[]): string {
  return lines.map(line => `${sign} ${printable(line)}\n`).join('');
}
