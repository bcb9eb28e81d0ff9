/**
 * The registered set-ups, and the last request for each role.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
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
    table.boolean('owner_missing').notNullable();
    table.string('system').comment('Entity ref');
    table.string('account_id', 12).notNullable();
    table.string('region', 32).notNullable();
    table.string('role_name', 64).notNullable();
    table
      .string('role_name_lower', 64)
      .notNullable()
      .comment('IAM takes names of roles without regard to case');
    table.string('role_path', 512).notNullable();
    table.string('status', 16).notNullable();
    table
      .integer('status_rank')
      .notNullable()
      .comment('The place of the status in lists; drifted is first');
    table.string('task_id').notNullable().comment('Of the scaffolder');
    table.string('requested_by').notNullable().comment('Entity ref');
    table.string('registered_at', 24).notNullable().comment('ISO 8601, UTC');
    table.string('applied_at', 24).notNullable().comment('ISO 8601, UTC');
    table.string('checked_at', 24).comment('ISO 8601, UTC');
    table
      .string('revoked_at', 24)
      .comment('ISO 8601, UTC; null while the set-up is there');
    table.text('checks').notNullable().comment('JSON: of the last check');
    table
      .text('baseline')
      .notNullable()
      .comment('JSON: id to outcome of each check of the last run');
    table
      .string('notified_status', 16)
      .notNullable()
      .comment('What the owner was told last');
    table.text('buckets').notNullable().comment('JSON: ARNs');
    table.text('keys').notNullable().comment('JSON: ARNs');
    table
      .bigInteger('after_seq')
      .notNullable()
      .comment('The history is what the ledger has of the role after this');
    table
      .bigInteger('revoked_seq')
      .comment('The entry of the ledger that ends the history');
    table
      .text('search_text')
      .notNullable()
      .comment('All that a search looks at, in lower case');
    table.index(['status_rank', 'name_lower']);
    table.index(['account_id']);
    table.index(['owner']);
    table.index(['checked_at']);
  });
  // A role belongs to at most one set-up, unless that was removed.
  await knex.raw(
    'create unique index setups_role_unique on setups (account_id, role_name_lower) where revoked_at is null',
  );

  await knex.schema.createTable('asked', table => {
    table.comment('What was asked for last of each part of a role');
    table.string('account_id', 12).notNullable();
    table.string('role_name_lower', 64).notNullable();
    table.string('region', 32).notNullable();
    table.string('part', 16).notNullable();
    table.text('access').notNullable().comment('JSON');
    table.primary(['account_id', 'role_name_lower', 'region', 'part']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('asked');
  await knex.schema.dropTable('setups');
};
