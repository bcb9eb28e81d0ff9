import {
  printable,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';

const COLUMNS: [string, (setup: SetupItem) => string | undefined][] = [
  ['name', ({ name }) => name],
  ['title', ({ title }) => title],
  ['status', ({ status }) => status],
  ['account', ({ accountId }) => accountId],
  ['region', ({ region }) => region],
  ['role', ({ roleArn }) => roleArn],
  ['owner', ({ owner }) => owner],
  ['owner is gone', ({ ownerMissing }) => (ownerMissing ? 'yes' : 'no')],
  ['system', ({ system }) => system],
  ['requested by', ({ requestedBy }) => requestedBy],
  ['task', ({ taskId }) => taskId],
  ['set up at', ({ appliedAt }) => appliedAt],
  ['last check at', ({ checkedAt }) => checkedAt],
  ['revoked at', ({ revokedAt }) => revokedAt],
  ['failing checks', ({ failing }) => lines(failing.map(({ title }) => title))],
  ['buckets', ({ buckets }) => lines(buckets)],
  ['keys', ({ keys }) => lines(keys)],
];

/** Set-ups as CSV (RFC 4180), with a line of column names. */
export function setupsCsv(setups: readonly SetupItem[]): string {
  return [
    COLUMNS.map(([name]) => name),
    ...setups.map(setup => COLUMNS.map(([, read]) => read(setup) ?? '')),
  ]
    .map(fields => `${fields.map(field).join(',')}\r\n`)
    .join('');
}

/** `personalize-set-ups-2026-11-25.csv`. */
export function csvName(now: Date): string {
  return `personalize-set-ups-${now.toISOString().slice(0, 10)}.csv`;
}

/**
 * Characters that start a formula in spreadsheets, in some also after spaces or
 * as wide characters.
 */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

/** A field. An apostrophe turns a formula into text. */
function field(value: string): string {
  const shown = value.replace(/[^\t\r\n]+/g, printable);
  const text = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function lines(values: readonly string[]): string {
  return values.join('\n');
}
