import type { Knex } from 'knex';

/** Concurrent: nobody waits while an index is built. Such a statement may not stand in a transaction, so each may be run again. */
export const config = { transaction: false };

const order = 'needs_person desc, (finished_at is null) desc, started_at desc, workflow_id';

/** In the console's order; with what the order is made of beside it, so that a page's keys and its count are read from the index alone. */
const indexes = {
  processes_listed: `processes (organisation_id, ${order}) include (finished_at)`,
  processes_of_kind_listed: `processes (organisation_id, kind, ${order}) include (finished_at)`,
  processes_of_state_listed: `processes (organisation_id, kind, state, ${order}) include (finished_at)`,
  // Only what is not finished stands at a step.
  processes_at_step: `processes (organisation_id, step, needs_person desc, started_at desc, workflow_id) where finished_at is null`,
};

const replaced = {
  processes_in_order: `processes (organisation_id, ${order})`,
  processes_of_kind_in_order: `processes (organisation_id, kind, ${order})`,
};

export async function up(knex: Knex): Promise<void> {
  await put(knex, indexes);
  await remove(knex, replaced);
}

export async function down(knex: Knex): Promise<void> {
  await put(knex, replaced);
  await remove(knex, indexes);
}

async function put(knex: Knex, wanted: Record<string, string>): Promise<void> {
  for (const [name, on] of Object.entries(wanted)) {
    // What was left of an attempt that was broken off is no index.
    await knex.raw(`drop index concurrently if exists ${name}`);
    await knex.raw(`create index concurrently ${name} on ${on}`);
  }
}

async function remove(knex: Knex, unwanted: Record<string, string>): Promise<void> {
  for (const name of Object.keys(unwanted)) await knex.raw(`drop index concurrently if exists ${name}`);
}
