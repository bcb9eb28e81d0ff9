import { ConfigSources } from '@backstage/config-loader';
import { Config } from '@backstage/config';
import {
  LedgerHead,
  LedgerVerification,
  oneLine,
  printableLines,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Command, InvalidArgumentError, Option } from 'commander';
import { lockHead } from '../ledger/head';
import { Keyring } from '../ledger/keyring';
import { headIn, HEAD_RULE, readLedgerConfig } from '../ledger/ledgerConfig';
import { sealHead } from '../ledger/sealHead';
import { verifyLedger } from '../ledger/verifyLedger';
import { compareTables, rebuildTables } from '../record/replay';
import { openWitnesses } from '../witness/witnesses';
import { OpenedLedger, withLedgerDatabase } from './ledgerDatabase';

const DATABASE_KEY_WARNING =
  'The key is in the database, so anyone who can write there can forge all of this: compare the head with the log of the auditor.';

interface CommonOptions {
  config?: string[];
}

/**
 * The command line. It prints findings to standard output, and ends with 0 if
 * the ledger is intact, and with 1 if it isn't or can't be read.
 *
 * @param command - a command that says where output and errors go
 */
export function ledgerCommand(command = new Command()): Command {
  command
    .name('personalize-ledger')
    .description(
      "Works on the ledger in the portal's configured database. The keys of the ledger also come from the configuration.",
    )
    .showHelpAfterError('(--help shows all options)');
  addVerify(command);
  addSeal(command);
  addRebuild(command);
  return command;
}

function addVerify(command: Command): void {
  command
    .command('verify')
    .summary('checks every entry; changes nothing')
    .description(
      'Lists entries that were altered, removed or cut off, and names the last one. The portal can be running.',
    )
    .addOption(configOption())
    .addOption(headOption())
    .action((options: CommonOptions & { head?: LedgerHead }) =>
      run(command, options, async ({ database, config, witnesses, where }) => {
        const keyring = await Keyring.read(database, config);
        const found = await verifyLedger(database, keyring, {
          known: options.head,
          witnesses,
          compareProjections: () => compareTables(database, keyring),
        });
        print(command, report(found, where));
        return found.valid
          ? undefined
          : `The ledger isn't intact: ${countOf(
              found.problems.length,
              'problem',
            )}. See docs/ledger.md.`;
      }),
    );
}

function addSeal(command: Command): void {
  command
    .command('seal')
    .summary('lets the portal continue with a damaged or restored ledger')
    .description(
      'Signs the last entry again, with the first key of the configuration, after the last one in the log of the auditor. verify still shows what was altered or lost. Stop the portal first.',
    )
    .addOption(configOption())
    .addOption(headOption().makeOptionMandatory())
    .action((options: CommonOptions & { head: LedgerHead }) =>
      run(command, options, async ({ database, config }) => {
        const head = await sealHead(
          database,
          await Keyring.read(database, config),
          options.head,
        );
        print(command, `The next entry is number ${head.seq + 1}.\n`);
        return undefined;
      }),
    );
}

function addRebuild(command: Command): void {
  command
    .command('rebuild')
    .summary('rebuilds the tables beside the ledger from its entries')
    .description(
      'Rebuilds set-ups, claims, requests and last writes from the intact entries. Statuses and sent notices are lost until the next round. The portal can be running.',
    )
    .addOption(configOption())
    .action((options: CommonOptions) =>
      run(command, options, async ({ database, config }) => {
        const keyring = await Keyring.read(database, config);
        const count = await database.transaction(async trx => {
          await lockHead(trx, keyring);
          return rebuildTables(trx, keyring);
        });
        print(command, `Corrected ${countOf(count, 'row')}.\n`);
        return undefined;
      }),
    );
}

function configOption(): Option {
  return new Option(
    '--config <path>',
    'a configuration file of the portal; can be repeated (default: app-config.yaml and app-config.local.yaml, here)',
  ).argParser((path: string, earlier: string[] = []) => [...earlier, path]);
}

function headOption(): Option {
  return new Option(
    '--head <seq:hash>',
    "seq and hash of the last ledger-append event in the auditor's log",
  ).argParser(parseHead);
}

function parseHead(text: string): LedgerHead {
  const head = headIn(text);
  if (!head) {
    throw new InvalidArgumentError(`Rule: ${HEAD_RULE}.`);
  }
  return head;
}

/** @param work - returns what is wrong, if anything */
async function run(
  command: Command,
  options: CommonOptions,
  work: (opened: OpenedLedger) => Promise<string | undefined>,
): Promise<void> {
  let flaw: string | undefined;
  try {
    const config = await readConfig(options.config);
    flaw = await withLedgerDatabase(config, opened =>
      work({
        ...opened,
        config: readLedgerConfig(config),
        witnesses: openWitnesses(config, opened.database),
      }),
    );
  } catch (error) {
    flaw = `The ledger can't be read. ${error}`;
  }
  if (flaw !== undefined) {
    command.error(printableLines(flaw), { exitCode: 1 });
  }
}

async function readConfig(paths: readonly string[] = []): Promise<Config> {
  const config = await ConfigSources.toConfig(
    ConfigSources.default({
      argv: paths.flatMap(path => ['--config', path]),
      rootDir: process.cwd(),
      watch: false,
    }),
  );
  config.close();
  return config;
}

function report(found: LedgerVerification, where: string): string {
  return [
    `${countOf(found.entries, 'entry', 'entries')} in ${where}`,
    ...found.problems.map(({ kind, message }) =>
      oneLine(`${kind}: ${message}`),
    ),
    ...(found.head ? [`head: ${found.head.seq}:${found.head.hash}`] : []),
    ...(found.testimonies ?? []).map(({ witness, seq, hash, at }) =>
      oneLine(
        `heads outside prove up to entry ${seq} (${at}), ${witness}: ${seq}:${hash}`,
      ),
    ),
    ...(found.key === 'database' ? [DATABASE_KEY_WARNING] : []),
    '',
  ].join('\n');
}

function countOf(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Anyone who wrote to the database can name rows freely. */
function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(printableLines(text));
}
