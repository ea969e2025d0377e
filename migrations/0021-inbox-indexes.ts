import type { Knex } from 'knex';

/** Concurrent: nobody waits while an index is built. Such a statement may not stand in a transaction, so each may be run again. */
export const config = { transaction: false };

/** The same body may come again under another name when the first was not kept; and events are found by their process, to be erased. */
const made = {
  webhook_events_kept_body_once: `webhook_events (body_hash) where provider = 'github' and body is not null`,
  webhook_events_by_process: 'webhook_events (workflow_id) where workflow_id is not null',
};

const replaced = { webhook_events_body_once: `webhook_events (body_hash) where provider = 'github'` };

export async function up(knex: Knex): Promise<void> {
  await create(knex, made);
  await drop(knex, replaced);
}

/** @throws an error of PostgreSQL when one body came twice since: forget the later events then */
export async function down(knex: Knex): Promise<void> {
  await create(knex, replaced);
  await drop(knex, made);
}

async function create(knex: Knex, indexes: Record<string, string>): Promise<void> {
  await drop(knex, indexes);
  for (const [name, on] of Object.entries(indexes))
    await knex.raw(`create ${name.endsWith('_once') ? 'unique ' : ''}index concurrently ${name} on ${on}`);
}

async function drop(knex: Knex, indexes: Record<string, string>): Promise<void> {
  for (const name of Object.keys(indexes)) await knex.raw(`drop index concurrently if exists ${name}`);
}
