import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { ChainWalk } from './chainWalk';
import { headFlaw, readHead } from './head';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID } from './ledgerConfig';
import { verifyLedger, walkToTheEnd } from './verifyLedger';

/**
 * Logs the line that lets a portal continue its ledger after it used the key in
 * the database until its keys were configured. Logs none unless the chain is
 * intact up to its head and has the anchor that is already configured.
 */
export async function offerAnchor(
  database: Knex,
  keyring: Keyring,
  logger: LoggerService,
): Promise<void> {
  const head = await readHead(database);
  if (
    head?.key_id !== DATABASE_KEY_ID ||
    !keyring.isConfigured ||
    !(await headFlaw(database, head, keyring))
  ) {
    return;
  }
  const { problems } = await verifyLedger(database, keyring.anchoredAt(head), {
    known: keyring.anchor,
  });
  const reason =
    'personalize.ledger.keys is configured, but the head of the ledger is signed with the key in its database. So the ledger records nothing.';
  logger.error(
    problems.length === 0
      ? `${reason} If this portal ran without keys until now, put this line into personalize.ledger and start it again:\n\n    anchor: '${head.seq}:${head.hash}'\n\nIf keys were configured before, somebody forged the ledger. See docs/ledger.md.`
      : `${reason} It also isn't intact: ${problems[0].message} See docs/ledger.md.`,
  );
}

/**
 * The keys, accepting what the key in the database signed up to the anchor, if
 * the chain leads there now. Anyone who can write the database has that key, so
 * an entry by itself proves nothing: this remembers its present hash. Entries
 * that appear before the anchor later count for nothing.
 */
export async function vouchedByAnchor(
  database: Knex,
  keyring: Keyring,
): Promise<Keyring> {
  const { anchor, isConfigured } = keyring;
  if (!anchor || !isConfigured || !keyring.find(DATABASE_KEY_ID)) {
    return keyring;
  }
  const walk = new ChainWalk(keyring);
  const hashes = new Map<number, string>();
  await walkToTheEnd(
    database,
    row => {
      walk.visit(row);
      if (row.key_id === DATABASE_KEY_ID) {
        hashes.set(row.seq, row.hash);
      }
    },
    anchor.seq,
  );
  // A walk that ends at the anchor doesn't know which entries were pruned
  // later.
  return walk.has(anchor) && walk.damage().length === 0
    ? keyring.vouchingFor(hashes)
    : keyring;
}
