import type { Knex } from 'knex';

/**
 * What nobody can use any more is removed so many rows at a time: all of a large arrear in one statement met the time limit, each time anew.
 * `forget_expired` stays for workers of the version before.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function forget_sessions(kept interval, at_most integer) returns integer language sql security definer as $$
      with gone as (
        delete from sessions where id in (select id from sessions where expires_at < now() - kept order by expires_at limit at_most) returning 1
      )
      select count(*)::integer from gone
    $$;
    create function forget_mailed_tokens(kept interval, at_most integer) returns integer language sql security definer as $$
      with gone as (
        delete from mailed_tokens where token_hash in (select token_hash from mailed_tokens where expires_at < now() - kept limit at_most) returning 1
      )
      select count(*)::integer from gone
    $$;
    create function forget_idempotency_keys(kept interval, at_most integer) returns integer language sql security definer as $$
      with gone as (
        delete from idempotency_keys where (user_id, key) in
          (select user_id, key from idempotency_keys where created_at < now() - kept order by created_at limit at_most) returning 1
      )
      select count(*)::integer from gone
    $$;
    call protect_definer('forget_sessions(interval, integer)');
    call protect_definer('forget_mailed_tokens(interval, integer)');
    call protect_definer('forget_idempotency_keys(interval, integer)');
    grant execute on function forget_sessions, forget_mailed_tokens, forget_idempotency_keys to waymark_application;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop function forget_sessions, forget_mailed_tokens, forget_idempotency_keys');
}
