import type { Knex } from 'knex';

/*
 * The lists of exercises, for their authors, and of webhook events follow what happens by itself: a check that ends, an event that is received and delivered.
 * Ids only. An event belongs to no organisation until it is known whose it is.
 */

const kinds = { exercises: 'exercise', webhook_events: 'webhook_event' };

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function notify_of_row() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
      perform pg_notify('changes', json_build_object('kind', tg_argv[0], 'id', new.id, 'organisation_id', new.organisation_id)::text);
      return null;
    end $$;
  `);
  for (const [table, kind] of Object.entries(kinds))
    await knex.raw(
      `create trigger notify_change after insert or update on ${table} for each row execute function notify_of_row('${kind}')`,
    );
}

export async function down(knex: Knex): Promise<void> {
  for (const table of Object.keys(kinds)) await knex.raw(`drop trigger notify_change on ${table}`);
  await knex.raw('drop function notify_of_row()');
}
