import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWS_OPERATION_NAMES } from '../portalRole/__testUtils__/operations';

/** What a witness of the ledger is asked with, which has a role of its own. */
const WITHOUT = ['__testUtils__', 'witness'];

/**
 * Each operation is named where it is called, for the message when it fails.
 * Calls of STS are made with the portal's own credentials, before it has a role.
 */
const NAMED = /operation:\s*'((?!sts:)[\w-]+:\w+)'/g;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return WITHOUT.includes(entry.name) ? [] : sources(path);
    }
    return /(?<!\.test)\.ts$/.test(entry.name) ? [path] : [];
  });
}

const called = sources(join(__dirname, '..')).flatMap(path =>
  [...readFileSync(path, 'utf8').matchAll(NAMED)].map(([, name]) => name),
);

describe('calls to AWS', () => {
  it('are those that the roles of the portal are made for, no more and no less', () => {
    expect([...new Set(called)].sort()).toEqual(
      [...AWS_OPERATION_NAMES].sort(),
    );
  });
});
