import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationOf } from '../aws/awsCall';
import { AWS_OPERATION_NAMES } from '../portalRole/__testUtils__/operations';

/** What a witness of the ledger is asked with, which has a role of its own. */
const WITHOUT = ['__testUtils__', 'witness'];

const SDK = /@aws-sdk\/client-/g;
const IMPORT = /import \{([^}]*)\} from '(@aws-sdk\/client-[\w-]+)'/g;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return WITHOUT.includes(entry.name) ? [] : sources(path);
    }
    return /(?<!\.test)\.ts$/.test(entry.name) ? [path] : [];
  });
}

/** Operations by what a source imports: without a command of the SDK no call is made. */
function operationsIn(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const imports = [...text.matchAll(IMPORT)];
  if (imports.length !== [...text.matchAll(SDK)].length) {
    throw new Error(`${path} has the SDK in another way than this test reads`);
  }
  return imports.flatMap(([, names, module]) => {
    const sdk =
      jest.requireActual<
        Record<string, new (input: object) => Parameters<typeof operationOf>[0]>
      >(module);
    return (names.match(/\w+/g) ?? [])
      .filter(name => typeof sdk[name] === 'function')
      .filter(name => !name.endsWith('Client'))
      .map(name => operationOf(new sdk[name]({})));
  });
}

describe('calls to AWS', () => {
  it('are those that the roles of the portal are made for, no more and no less', () => {
    const called = sources(join(__dirname, '..')).flatMap(operationsIn);
    expect([...new Set(called)].sort()).toEqual(
      [...AWS_OPERATION_NAMES].sort(),
    );
  });
});
