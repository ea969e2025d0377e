import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- An enrolment's row tells its progress, so whatever moves that is a change of it: a page may be watching.
    create function notify_enrolments() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', json_build_object('kind', 'enrolment', 'id', enrolments.id, 'organisation_id', new.organisation_id)::text)
      from enrolments where organisation_id = new.organisation_id and user_id = new.user_id;
      return null;
    end $$;
    create trigger notify_enrolments after insert on progress_events for each row execute function notify_enrolments();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger notify_enrolments on progress_events;
    drop function notify_enrolments();
  `);
}
