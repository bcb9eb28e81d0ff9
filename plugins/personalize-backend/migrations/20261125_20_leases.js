/**
 * The leases on resources: their holders, and the waiters.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('leases', table => {
    table.comment('One row for each resource that somebody is at work at');
    table.text('resource').primary().comment('As in the changes of the ledger');
    table.string('lease_id', 36).notNullable().unique().comment('UUID');
    table
      .string('waiter_id', 36)
      .notNullable()
      .comment('UUID by which it was asked for; asked again, it is answered');
    table.string('person').notNullable().comment('Entity ref');
    table.string('task_id').notNullable().comment('Of the scaffolder');
    table
      .bigInteger('expires_at')
      .notNullable()
      .comment('Milliseconds since 1970; may be taken by others afterwards');
    table.bigInteger('acquired_at').notNullable().comment('Since 1970 as well');
  });

  await knex.schema.createTable('lease_waiters', table => {
    table.comment('The queues before resources');
    table.bigIncrements('ticket').comment('The lower one is served first');
    table.text('resource').notNullable();
    table.string('waiter_id', 36).notNullable().comment('UUID');
    table.string('person').notNullable().comment('Entity ref');
    table.string('task_id').notNullable().comment('Of the scaffolder');
    table
      .bigInteger('seen_until')
      .notNullable()
      .comment('Milliseconds since 1970; is gone unless it asks again before');
    table.unique(['waiter_id', 'resource']);
    table.index(['resource', 'ticket']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('lease_waiters');
  await knex.schema.dropTable('leases');
};
