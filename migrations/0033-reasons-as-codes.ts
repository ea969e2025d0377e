import type { Knex } from 'knex';

/*
 * Why an exercise is a draft, and why a submission has its verdict where its tests do not tell it, were English sentences. They become codes with
 * their parameters, which pages say in their reader's language; the sentences stay for what shows no codes, and for what was written before.
 * A verdict's reason holds nothing that a person wrote, no file's name either: erasing a person leaves it.
 */

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks exercises: a column without a default is a row in the catalogue
    alter table exercises add column draft_reason jsonb;
    -- locks gradings: a column without a default is a row in the catalogue
    alter table gradings add column verdict_reason jsonb;
    grant update (verdict_reason) on gradings to waymark_grader;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks exercises: it drops a row in the catalogue
    alter table exercises drop column draft_reason;
    -- locks gradings: it drops a row in the catalogue
    alter table gradings drop column verdict_reason;
  `);
}
