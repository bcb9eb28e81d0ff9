import {
  Check,
  SetupProof,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The outcomes in the order in which a reader needs them. */
const OUTCOMES: { outcome: Check['outcome']; title: string }[] = [
  { outcome: 'failed', title: 'Failed' },
  { outcome: 'unknown', title: "Can't be told" },
  { outcome: 'warning', title: 'To know' },
  { outcome: 'passed', title: 'Proven' },
];

/** A proof as Markdown, the failed checks first. */
export function proofReport({ checks, limits }: SetupProof): string {
  const sections = OUTCOMES.map(({ outcome, title }) => ({
    title,
    lines: checks
      .filter(check => check.outcome === outcome)
      .map(check => markdownOf(check)),
  }));
  return [
    summary(checks),
    ...sections
      .filter(({ lines }) => lines.length > 0)
      .map(({ title, lines }) => listed(`${title} (${lines.length})`, lines)),
    ...(limits.length > 0
      ? [listed("What this doesn't prove", limits.map(escaped))]
      : []),
  ].join('\n\n');
}

/** A check in one line of a log. */
export function logLine(check: Check): string {
  return `${check.outcome}: ${plainOf(check)} [${check.id}]`;
}

/** Why a run fails, for its error: everything that failed, and what to do. */
export function failureMessage(failed: readonly Check[]): string {
  return [
    failed.length === 1
      ? 'One check failed:'
      : `${failed.length} checks failed:`,
    ...failed.map(check => `- ${check.id}: ${plainOf(check)}`),
  ].join('\n');
}

function summary(checks: readonly Check[]): string {
  const count = (outcome: Check['outcome']) =>
    checks.filter(check => check.outcome === outcome).length;
  const failed = count('failed');
  return failed > 0
    ? `**${failed} of ${checks.length} checks failed.**`
    : `**No check of ${checks.length} failed**, ${count('passed')} are proven.`;
}

function listed(title: string, lines: readonly string[]): string {
  return [`**${title}**`, '', ...lines.map(line => `- ${line}`)].join('\n');
}

function plainOf(check: Check): string {
  return sentences(check).join(' ');
}

function markdownOf(check: Check): string {
  return sentences(check).map(escaped).join(' ');
}

/** Each in one line: names in AWS may hold what breaks lines. */
function sentences({ title, statement, remedy }: Check): string[] {
  return [
    title.endsWith('.') ? title : `${title}.`,
    ...(statement ? [`Decided by ${placeOf(statement)}.`] : []),
    ...(remedy ? [remedy] : []),
  ].map(text => text.replace(/\s+/g, ' '));
}

function placeOf({
  document,
  sid,
  index,
}: NonNullable<Check['statement']>): string {
  return `statement ${
    sid === undefined ? `number ${index + 1} (no Sid)` : `"${sid}"`
  } in ${document}`;
}

/** Names in AWS may hold what Markdown would read as markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&~|]/g, '\\$&');
}
