/**
 * The number of slow requests of each person.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('request_counts', table => {
    table.comment('One row for each person and kind of request');
    table
      .string('subject', 400)
      .primary()
      .comment('Kind of request and entity ref');
    table
      .bigInteger('since')
      .notNullable()
      .comment('Milliseconds since 1970; counted anew a minute later');
    table.integer('hits').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('request_counts');
};
