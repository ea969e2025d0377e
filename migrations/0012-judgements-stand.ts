import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- A person's judgement stands: the result of a run that was asked for before it changes nothing any more, whoever stores it and however late.
    -- Ids of gradings are in the order in which they were asked for.
    create function keep_judgement() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
      if exists (select from gradings where gradings.id = old.grading_id and gradings.reason = 'override' and gradings.id > new.grading_id) then
        new.status := old.status;
        new.verdict := old.verdict;
        new.score := old.score;
        new.max_score := old.max_score;
        new.graded_at := old.graded_at;
        new.grading_id := old.grading_id;
      end if;
      return new;
    end $$;
    create trigger keep_judgement before update of grading_id on submissions for each row
      when (old.grading_id is distinct from new.grading_id) execute function keep_judgement();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger keep_judgement on submissions;
    drop function keep_judgement();
  `);
}
