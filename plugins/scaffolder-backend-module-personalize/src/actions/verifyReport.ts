import {
  Change,
  Check,
  markdownText,
  oneLine,
  printable,
  statementName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { changeLine } from '../run/changeOutputs';

/** The outcomes in the order in which a reader needs them. */
const OUTCOMES: { outcome: Check['outcome']; title: string }[] = [
  { outcome: 'failed', title: 'Failed' },
  { outcome: 'unknown', title: 'Unknown' },
  { outcome: 'warning', title: 'Please note' },
  { outcome: 'passed', title: 'Passed' },
];

/** The content of a report. */
export interface ReportContent {
  checks: readonly Check[];
  /** Everything that no check covers, one sentence each. */
  limits: readonly string[];
  /** The changes of the run. */
  changes: readonly Change[];
  /** Whether nothing was changed yet. */
  isPlan?: boolean;
}

/** A proof as Markdown, the failed checks first. */
export function proofReport({
  checks,
  limits,
  changes,
  isPlan = false,
}: ReportContent): string {
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
      .map(({ title, lines }) =>
        markdownList(`${title} (${lines.length})`, lines),
      ),
    ...(limits.length > 0
      ? [markdownList('Not checked', limits.map(markdownText))]
      : []),
    changes.length > 0
      ? `${markdownList(
          isPlan ? 'What would change in AWS' : 'What changed in AWS',
          changes.map(changeLine),
        )}\n\nEverything else in these policies is unchanged.`
      : '**No changes needed.**',
  ].join('\n\n');
}

/** A check on one line of a log. */
export function logLine(check: Check): string {
  return `${check.outcome}: ${plainOf(check)} [${printable(check.id)}]`;
}

/** Why a run fails, for its error: everything that failed or couldn't be read, and what to do. */
export function failureMessage(checks: readonly Check[]): string {
  const of = (outcome: Check['outcome']) =>
    checks.filter(check => check.outcome === outcome);
  const [failed, unknown] = [of('failed'), of('unknown')];
  return [
    ...(failed.length > 0
      ? [
          `${countOf(failed.length, 'check')} failed:`,
          ...failed.map(failureLine),
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `${countOf(unknown.length, 'check')} couldn't run:`,
          ...unknown.map(failureLine),
        ]
      : []),
  ].join('\n');
}

function failureLine(check: Check): string {
  return `- ${printable(check.id)}: ${plainOf(check)}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function summary(checks: readonly Check[]): string {
  const count = (outcome: Check['outcome']) =>
    checks.filter(check => check.outcome === outcome).length;
  const [failed, passed] = [count('failed'), count('passed')];
  if (failed > 0) {
    return `**${failed} of ${checks.length} checks failed.**`;
  }
  return passed === checks.length
    ? `**All ${passed} checks passed.**`
    : `**${passed} of ${checks.length} checks passed, none failed.**`;
}

function markdownList(title: string, lines: readonly string[]): string {
  return [`**${title}**`, '', ...lines.map(line => `- ${line}`)].join('\n');
}

function plainOf(check: Check): string {
  return sentences(check).join(' ');
}

function markdownOf(check: Check): string {
  return sentences(check).map(markdownText).join(' ');
}

/**
 * Each on one line: the id and the place of a check contain names from AWS
 * unchanged.
 */
function sentences({ title, statement, remedy }: Check): string[] {
  return [
    title.endsWith('.') ? title : `${title}.`,
    ...(statement ? [`Decided by ${placeOf(statement)}.`] : []),
    ...(remedy ? [remedy] : []),
  ].map(oneLine);
}

function placeOf({
  document,
  sid,
  index,
}: NonNullable<Check['statement']>): string {
  return `statement ${statementName({ Sid: sid }, index)} in ${document}`;
}
