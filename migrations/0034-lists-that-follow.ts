import type { Knex } from 'knex';

/*
 * A list follows what happens to the work of a person or an organisation: what is told of a change says whose it is too. Still ids only.
 */

// The bodies are those of 0005 and 0007, sign by sign, so that what is taken back is as it was.
const notifyChange = (whose: string) => `
  create or replace function notify_change() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', json_build_object('kind', tg_argv[0], 'id', new.id, 'organisation_id', new.organisation_id${whose})::text);
      return null;
    end $$;
`;

const notifyEnrolments = (whose: string) => `
  create or replace function notify_enrolments() returns trigger language plpgsql as $$
    begin
      perform pg_notify('changes', json_build_object('kind', 'enrolment', 'id', enrolments.id, 'organisation_id', new.organisation_id${whose})::text)
      from enrolments where organisation_id = new.organisation_id and user_id = new.user_id;
      return null;
    end $$;
`;

const withWhose = `, 'user_id', new.user_id`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(notifyChange(withWhose) + notifyEnrolments(withWhose));
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(notifyChange('') + notifyEnrolments(''));
}
