/**
 * The result of the ledger's entries: tables that are built from them, and can
 * be rebuilt at any time. Keeps the content of the former version's tables
 * aside; the plugin reads it when it starts, because it signs what it takes
 * over.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw('create table former_setups as select * from setups');
  for (const table of ['setups', 'asked', 'ledger_written']) {
    await knex.schema.dropTable(table);
  }

  await knex.schema.createTable('setups', table => {
    table.comment('One row for each name of a set-up');
    table
      .string('name_lower', 63)
      .primary()
      .comment('The catalog takes names without regard to case');
    table.string('name', 63).notNullable();
    table.text('title');
    table.text('description');
    table.string('owner').notNullable().comment('Entity ref of a group');
    table.string('system').comment('Entity ref');
    table.string('account_id', 12).notNullable();
    table.string('region', 32).notNullable();
    table.string('role_name', 64).notNullable();
    table
      .string('role_name_lower', 64)
      .notNullable()
      .comment('IAM takes names of roles without regard to case');
    table.string('role_path', 512).notNullable();
    table.string('task_id').notNullable().comment('Of the scaffolder');
    table.string('requested_by').notNullable().comment('Entity ref');
    table.text('requested').comment('JSON: the request as it was asked for');
    table.string('registered_at', 24).notNullable().comment('ISO 8601, UTC');
    table.string('applied_at', 24).comment('ISO 8601, UTC: the last proof');
    table
      .string('pending_since', 24)
      .comment('ISO 8601, UTC: the first change after the last proof');
    table
      .string('revoked_at', 24)
      .comment('ISO 8601, UTC; null while the set-up is there');
    table.string('proved_status', 16).comment('What the last proof came to');
    table
      .text('baseline')
      .notNullable()
      .comment('JSON: id to outcome of each check of the last proof');
    table.text('accepted').notNullable().comment('JSON: accepted findings');
    table
      .text('held')
      .notNullable()
      .comment('JSON: ARNs whose policy has a statement of the set-up');
    table.text('buckets').notNullable().comment('JSON: ARNs');
    table.text('keys').notNullable().comment('JSON: ARNs');
    table
      .integer('after_seq')
      .notNullable()
      .comment('The history is what the ledger has of the role after this');
    table
      .integer('revoked_seq')
      .comment('The entry of the ledger that ends the history');
    table
      .text('search_text')
      .notNullable()
      .comment('All that a search looks at, in lower case');

    // Observations: they are in no entry, and a rebuild empties them.
    table.string('status', 16).notNullable();
    table
      .integer('status_rank')
      .notNullable()
      .comment('The place of the status in lists; drifted is first');
    table.boolean('owner_missing').notNullable().defaultTo(false);
    table.string('checked_at', 24).comment('ISO 8601, UTC');
    table.text('checks').notNullable().comment('JSON: of the last check');
    table
      .string('notified_status', 16)
      .notNullable()
      .comment('What the owner was told last');
    table.index(['status_rank', 'name_lower']);
    table.index(['account_id', 'role_name_lower']);
    table.index(['owner']);
    table.index(['checked_at']);
  });
  // A role belongs to at most one set-up, unless that was removed.
  await knex.raw(
    'create unique index setups_role_unique on setups (account_id, role_name_lower) where revoked_at is null',
  );

  await knex.schema.createTable('claims', table => {
    table.comment('Who may act on a role, and on what people get access by');
    table
      .string('subject', 180)
      .notNullable()
      .comment(
        'The role, people’s role or permission set; see claimSubject.ts',
      );
    table.string('account_id', 12).notNullable().comment('Of the service role');
    table.string('role_name_lower', 64).notNullable().comment('Of it, too');
    table.string('owner').notNullable().comment('Entity ref');
    table.string('name', 80).notNullable().comment('Of the set-up, if any');
    table.string('state', 16).notNullable().comment('active or reserved');
    table.string('role_id', 128).comment('Unique id of the role');
    table.integer('seq').notNullable().comment('The entry that made it so');
    table.string('at', 24).notNullable().comment('ISO 8601, UTC');
    table
      .string('used_at', 24)
      .comment('ISO 8601, UTC: something was begun in AWS; null before');
    table
      .text('reservation')
      .comment('JSON: owner and name that an active claim was reserved for');
    table.primary(['subject', 'account_id', 'role_name_lower']);
    table.index(['account_id', 'role_name_lower']);
    table.index(['name']);
  });

  await knex.schema.createTable('asked', table => {
    table.comment('What was asked for last of each part of a role');
    table.string('account_id', 12).notNullable();
    table.string('role_name_lower', 64).notNullable();
    table.string('region', 32).notNullable();
    table.string('part', 16).notNullable();
    table.text('access').notNullable().comment('JSON');
    table.primary(['account_id', 'role_name_lower', 'region', 'part']);
  });

  await knex.schema.createTable('ledger_written', table => {
    table.comment(
      'What our last writes of a document made an old answer of AWS',
    );
    table.text('resource').primary();
    table.string('written', 80).notNullable().comment('Fingerprint');
    table.text('superseded').notNullable().comment('JSON, fingerprints');
    table.string('at', 24).notNullable().comment('ISO 8601, UTC');
  });
};

/** Later records can't be converted to the former form. */
exports.down = async function down() {
  throw new Error(
    'There is no way back but the copy of the database from before the upgrade; see "Upgrades" in docs/ledger.md.',
  );
};
