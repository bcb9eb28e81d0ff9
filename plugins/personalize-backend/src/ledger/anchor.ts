import { LoggerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { headFlaw, readHead } from './head';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID } from './ledgerConfig';
import { verifyLedger } from './verifyLedger';

/**
 * Logs the line that lets a portal go on which ran on the key in the database
 * until its keys were configured. Offers none unless the chain is intact up to
 * its head and holds the anchor that is configured already.
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
    'personalize.ledger.keys is configured, but the head of the ledger is signed with the key in its database, so the ledger records nothing.';
  logger.error(
    problems.length === 0
      ? `${reason} If this portal ran without keys until now, put this line into personalize.ledger and start it again:\n\n    anchor: '${head.seq}:${head.hash}'\n\nIf keys were configured before, somebody forged the ledger. See docs/ledger.md.`
      : `${reason} It doesn't hold either: ${problems[0].message} See docs/ledger.md.`,
  );
}
