/**
 * Heads of the ledger that a key of AWS KMS has signed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('ledger_signed_heads', table => {
    table.comment('One row for each head and key that signed it');
    table.integer('seq').notNullable().comment('Number of the last entry');
    table.string('hash', 64).notNullable().comment('Its hash');
    table.string('key_arn', 255).notNullable();
    table
      .string('at', 24)
      .notNullable()
      .comment(
        'When it was signed last: ISO 8601, UTC; part of what is signed',
      );
    table.text('signature').notNullable().comment('Base64');
    table.primary(['seq', 'hash', 'key_arn']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('ledger_signed_heads');
};
