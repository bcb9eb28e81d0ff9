/** Stands for the hash before the first entry. */
const NOTHING_BEFORE = '0'.repeat(64);

/**
 * The record of changes in AWS: a chain of entries, its head, the documents
 * written last, and the key if none is configured.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('ledger_entries', table => {
    table.comment('Append-only; each entry is signed with the one before');
    table.integer('seq').primary().comment('Counts up from 1, without gaps');
    table.string('kind', 16).notNullable().comment('intent, outcome, ...');
    table
      .string('intent_id', 36)
      .comment('UUID; joins an intent and its outcome');
    table.string('account_id', 12).comment('Absent for what is of no role');
    table.string('role_name', 64).comment('In lower case');
    table.text('resource').comment('Of a change');
    table.string('task_id').comment('Of the scaffolder');
    table.string('at', 24).notNullable().comment('ISO 8601, UTC');
    table.integer('format').notNullable().comment('Of the payload');
    table.text('payload').comment('JSON as it was signed; absent once pruned');
    table.string('payload_hash', 64).notNullable();
    table
      .string('previous_hash', 64)
      .notNullable()
      .comment('Of the entry before');
    table
      .string('hash', 64)
      .notNullable()
      .comment('Of all the columns but payload');
    table.string('key_id').notNullable().comment('Of the key of the hashes');
    table.unique(['intent_id', 'kind'], { indexName: 'ledger_entries_intent' });
    table.index(
      ['account_id', 'role_name', 'kind', 'seq'],
      'ledger_entries_role_kind',
    );
    table.index(['account_id', 'role_name', 'seq'], 'ledger_entries_role');
    table.index(['resource', 'kind', 'seq'], 'ledger_entries_resource');
  });

  await knex.schema.createTable('ledger_head', table => {
    table.comment('One row, whose lock is the turn to append');
    table.integer('only').primary().comment('Always 1');
    table.integer('seq').notNullable().comment('Of the last entry; 0 for none');
    table.string('hash', 64).notNullable().comment('Of the last entry');
    table.string('mac', 64).comment('Signs seq and hash; absent for no entry');
    table.string('key_id').comment('Of the key of the mac');
  });
  await knex('ledger_head').insert({ only: 1, seq: 0, hash: NOTHING_BEFORE });

  await knex.schema.createTable('ledger_written', table => {
    table.comment(
      'What our last writes of a document made an old answer of AWS',
    );
    table.text('resource').primary();
    table.string('written', 80).notNullable().comment('Fingerprint');
    table.text('superseded').notNullable().comment('JSON, fingerprints');
    table.bigInteger('at').notNullable().comment('Milliseconds since 1970');
  });

  await knex.schema.createTable('ledger_key', table => {
    table.comment('The key that is made up where none is configured');
    table.string('id').primary();
    table.string('secret').notNullable();
    table.string('made_at', 24).notNullable().comment('ISO 8601, UTC');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ledger_key');
  await knex.schema.dropTable('ledger_written');
  await knex.schema.dropTable('ledger_head');
  await knex.schema.dropTable('ledger_entries');
};
