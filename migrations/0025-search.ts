import type { Knex } from 'knex';

/** Filled in batches after its tables and triggers are there, so that nobody waits; what an attempt that was broken off left is made anew. */
export const config = { transaction: false };

const batch = 2_000;

/**
 * Search over everything (CUR-8). `search_sources` says of each kind of thing what is found by which words, and who may see it; triggers keep what it says in
 * `search_entries`, which is indexed; `search_things` looks it up. Nothing else writes an entry.
 */
export async function up(knex: Knex): Promise<void> {
  await remove(knex);
  await knex.transaction(create);
  await fill(knex);
}

export const down = remove;

async function create(trx: Knex.Transaction): Promise<void> {
  await trx.raw(`
    create extension if not exists pg_trgm;
    create extension if not exists unaccent;
    create extension if not exists btree_gin;
    create extension if not exists fuzzystrmatch;

    -- A text as it is searched: one form of each letter, without accents and Arabic vowel signs, small, words parted by single blanks.
    create function search_fold(given text) returns text language sql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
      select btrim(regexp_replace(
        lower(unaccent('unaccent', normalize(regexp_replace(normalize(given, nfkd), '[\\u0300-\\u036f\\u0640\\u064b-\\u065f\\u0670]', '', 'g'), nfc))),
        '[[:punct:][:space:][:cntrl:]]+', ' ', 'g')) $$;

    -- Chinese and Japanese stand without blanks, so each of their characters is a word, found beside its neighbours.
    create function search_part(folded text) returns text language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
      select regexp_replace(folded, '([\\u2e80-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003134f])', ' \\1 ', 'g') $$;

    -- Every word of what is asked, ten at most, each also as the beginning of one but for single letters, which begin too much. null: there is no word in it.
    create function search_words(folded text) returns tsquery language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
      select string_agg(piece::text || case when length(word) > 1 then ':*' else '' end, ' & ')::tsquery
      from unnest((string_to_array(folded, ' '))[:10]) word cross join lateral (select phraseto_tsquery('simple', search_part(word)) as piece) parted
      where numnode(piece) > 0 $$;

    -- How much of what is asked stands in a text with typing errors, 0 to 1; null: nothing like it. Either most trigrams of it do, or each of its words is a word there
    -- but for two letters, one in a short word: of letters that changed places few trigrams are left, python and pyhton have a quarter in common.
    create function search_resemblance(wanted text, folded text) returns real language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp as $$
      select case when alike >= 0.4 or not exists (
        select from unnest(string_to_array(wanted, ' ')) typed where not exists (
          select from unnest(string_to_array(folded, ' ')) word where levenshtein_less_equal(left(typed, 60), left(word, 60), 2) <= case when length(typed) < 5 then 1 else 2 end
        )) then alike end
      from (select word_similarity(wanted, folded) as alike) compared $$;

    create table search_entries (
      organisation_id uuid not null references organisations on delete cascade,
      kind text not null check (kind in ('course', 'lesson', 'exercise', 'person', 'submission', 'process')),
      row_id uuid not null,
      audience text not null check (audience in ('members', 'person', 'administrators')),
      user_id uuid references users on delete cascade,  -- whose it is: they, their trainer, their parents and admins may see what is for 'person'
      title text not null,
      context text,                              -- said beside the title: a lesson's course, a submission's student
      address jsonb not null,                    -- what the page's address is made of
      prefix text collate "C" not null,          -- the title, folded
      folded text not null,                      -- title and key words, folded: for typing errors
      words tsvector not null,                   -- title, key words and body
      primary key (organisation_id, kind, row_id),
      check ((audience = 'person') <= (user_id is not null))
    );
    create index search_entries_of_person on search_entries (organisation_id, user_id, kind, row_id desc) where user_id is not null;
    create index search_entries_by_user on search_entries (user_id) where user_id is not null;
    create index search_entries_by_prefix on search_entries (organisation_id, kind, prefix, row_id desc);
    -- A short list of what is not merged yet: merging a long one would hold up whoever hands in at that moment.
    create index search_entries_by_word on search_entries using gin (organisation_id, kind, words) with (gin_pending_list_limit = 512);
    create index search_entries_by_trigram on search_entries using gin (organisation_id, kind, folded gin_trgm_ops) with (gin_pending_list_limit = 512)
      where kind not in ('submission', 'process');
    call protect_by_organisation('search_entries');

    -- Only what its own page shows: no drafts, no solutions, no tests, no code. Runs are left out: they are gone within an hour.
    create view search_sources with (security_invoker = true) as
      select 'course' as kind, organisation_id, id as row_id, 'members' as audience, null::uuid as user_id, title, null as context,
        jsonb_build_object('slug', slug) as address, slug as keys, summary || ' ' || description_md as body
      from courses where status = 'published'
      union all
      select 'lesson', lessons.organisation_id, lessons.id, 'members', null, lessons.title, courses.title,
        jsonb_build_object('course', courses.slug, 'slug', lessons.slug), lessons.slug,
        lessons.summary || ' ' || coalesce((select string_agg(content ->> 'markdown', ' ' order by position) from lesson_blocks where lesson_id = lessons.id and lesson_blocks.kind = 'text'), '')
      from lessons join courses on courses.id = lessons.course_id and courses.status = 'published' where lessons.status = 'published'
      union all
      select 'exercise', exercises.organisation_id, exercises.id, 'members', null, versions.title, courses.title,
        jsonb_build_object('slug', exercises.slug), exercises.slug || ' ' || array_to_string(versions.languages, ' '), versions.statement_md
      from exercises join exercise_versions versions on versions.id = exercises.published_version_id
        left join courses on courses.id = exercises.course_id and courses.status = 'published'
      where exercises.status = 'published'
      union all
      select 'person', memberships.organisation_id, users.id, 'person', users.id, users.name, memberships.role,
        '{}', coalesce(users.email::text, ''), ''
      from memberships join users on users.id = memberships.user_id where memberships.status <> 'left' and users.deleted_at is null
      union all
      select 'submission', submissions.organisation_id, submissions.id, 'person', submissions.user_id, versions.title, users.name,
        jsonb_build_object('attempt', submissions.attempt), users.name || ' ' || exercises.slug || ' ' || submissions.language, ''
      from submissions join exercise_versions versions on versions.id = submissions.exercise_version_id
        join exercises on exercises.id = submissions.exercise_id join users on users.id = submissions.user_id
      where submissions.purpose = 'attempt'
      union all
      select 'process', processes.organisation_id, processes.row_id, 'administrators', processes.user_id, processes.kind, users.name,
        jsonb_build_object('workflow', processes.workflow_id), coalesce(users.name, ''), ''
      from processes left join users on users.id = processes.user_id
      where processes.organisation_id is not null and processes.kind not in ('run-code', 'run-visitor-code');

    grant select on courses, lessons, lesson_blocks, exercises, exercise_versions, search_sources to waymark_definer;
    grant select, insert, update, delete on search_entries to waymark_definer;

    -- Makes the entries of some rows what the rows say now.
    create function refresh_search(changed_kind text, organisation uuid, ids uuid[]) returns void language plpgsql security definer as $$
    begin
      delete from search_entries where organisation_id = organisation and kind = changed_kind and row_id = any (ids)
        and not exists (select from search_sources sources where sources.kind = changed_kind and sources.organisation_id = organisation and sources.row_id = search_entries.row_id);
      insert into search_entries (organisation_id, kind, row_id, audience, user_id, title, context, address, prefix, folded, words)
        select organisation, changed_kind, row_id, audience, user_id, title, context, address, search_fold(title), search_fold(left(title || ' ' || keys, 500)),
          setweight(to_tsvector('simple', search_part(search_fold(title))), 'A') || setweight(to_tsvector('simple', search_part(search_fold(keys))), 'B')
            || setweight(to_tsvector('simple', search_part(search_fold(left(body, 100000)))), 'C')
        from search_sources where kind = changed_kind and organisation_id = organisation and row_id = any (ids)
      on conflict (organisation_id, kind, row_id) do update set audience = excluded.audience, user_id = excluded.user_id, title = excluded.title,
        context = excluded.context, address = excluded.address, prefix = excluded.prefix, folded = excluded.folded, words = excluded.words;
    end $$;
    call protect_definer('refresh_search(text, uuid, uuid[])');

    create function search_row_changed() returns trigger language plpgsql security definer as $$
    declare changed record; id uuid;
    begin
      changed := case tg_op when 'DELETE' then old else new end;
      if tg_argv[1] = 'lesson_id' then id := changed.lesson_id;
      elsif tg_argv[1] = 'user_id' then id := changed.user_id;
      elsif tg_argv[1] = 'row_id' then id := changed.row_id;
      else id := changed.id;
      end if;
      perform refresh_search(tg_argv[0], changed.organisation_id, array[id]);
      return null;
    end $$;
    call protect_definer('search_row_changed()');
    create function search_course_changed() returns trigger language plpgsql security definer as $$
    begin
      perform refresh_search('lesson', new.organisation_id, array(select id from lessons where organisation_id = new.organisation_id and course_id = new.id));
      perform refresh_search('exercise', new.organisation_id, array(select id from exercises where organisation_id = new.organisation_id and course_id = new.id));
      return null;
    end $$;
    call protect_definer('search_course_changed()');
    -- Also what is of a person tells their name; an account that is emptied is so everywhere.
    create function search_user_changed() returns trigger language plpgsql security definer as $$
    declare each record;
    begin
      for each in select organisation_id, kind, array_agg(row_id) as ids from search_entries where user_id = new.id group by 1, 2 loop
        perform refresh_search(each.kind, each.organisation_id, each.ids);
      end loop;
      return null;
    end $$;
    call protect_definer('search_user_changed()');

    create trigger search_changed after insert or update of title, summary, description_md, slug, status or delete on courses
      for each row execute function search_row_changed('course', 'id');
    create trigger search_course_changed after update of title, slug, status on courses for each row
      when ((old.title, old.slug, old.status) is distinct from (new.title, new.slug, new.status)) execute function search_course_changed();
    create trigger search_changed after insert or update of title, summary, slug, status, course_id or delete on lessons
      for each row execute function search_row_changed('lesson', 'id');
    create trigger search_changed after insert or update of content, kind, lesson_id or delete on lesson_blocks
      for each row execute function search_row_changed('lesson', 'lesson_id');
    create trigger search_changed after insert or update of slug, status, course_id, published_version_id or delete on exercises
      for each row execute function search_row_changed('exercise', 'id');
    create trigger search_changed after insert or update of role, status or delete on memberships
      for each row execute function search_row_changed('person', 'user_id');
    create trigger search_changed after update of name, email, deleted_at on users for each row
      when ((old.name, old.email, old.deleted_at) is distinct from (new.name, new.email, new.deleted_at)) execute function search_user_changed();
    create trigger search_changed after insert or update of user_id, purpose or delete on submissions
      for each row execute function search_row_changed('submission', 'id');
    create trigger search_changed after insert or update of user_id on processes for each row
      when (new.kind <> 'run-code') execute function search_row_changed('process', 'row_id');
    create trigger search_removed after delete on processes for each row
      when (old.kind <> 'run-code') execute function search_row_changed('process', 'row_id');

    -- What of an organisation holds these words, best first in each kind: its title begins with them (0), its words do (1), something like them (2).
    -- Kinds that are open are searched whole, kinds that are owned among what is of the owners only: what a reader may see is the caller's to say (models/search).
    -- It has its owner's rights because under a policy no index on words is used; it looks into the organisation in scope and no other.
    create function search_things(asked text, open_kinds text[], owned_kinds text[], owners uuid[], reader uuid, most integer)
      returns table (kind text, row_id uuid, title text, context text, address jsonb, tier integer, score real) language plpgsql security definer as $$
    #variable_conflict use_column
    declare
      organisation constant uuid := current_organisation_id();
      wanted constant text := search_fold(asked);
      wanted_words constant tsquery := search_words(wanted);
      wanted_id constant uuid := substring(lower(asked) from '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')::uuid;
      -- Behind everything that begins so. A pattern would be no range of an index where a statement is planned once for all that is asked.
      beyond constant text := wanted || chr(1114111);
      wanted_kind text;
      begun integer;
    begin
      if wanted = '' or wanted_words is null then return; end if;
      if wanted_id is not null then
        return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 0, 2::real
          from search_entries entry where organisation_id = organisation and entry.kind = any (open_kinds || owned_kinds) and entry.row_id = wanted_id
            and (entry.kind = any (open_kinds) or user_id = any (owners) and (entry.kind <> 'person' or user_id <> reader));
        return;
      end if;
      perform set_config('pg_trgm.word_similarity_threshold', '0.25', true);
      foreach wanted_kind in array open_kinds loop
        return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 0, (case when prefix = wanted then 2 else 1 end)::real
          from search_entries entry where organisation_id = organisation and entry.kind = wanted_kind and prefix >= wanted and prefix < beyond
          order by prefix, entry.row_id desc limit most;
        get diagnostics begun = row_count;
        -- One letter begins too much.
        continue when begun >= most or length(search_part(wanted)) = 1;
        return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 1, ts_rank(words, wanted_words)
          from (
            select * from search_entries entry where organisation_id = organisation and entry.kind = wanted_kind and words @@ wanted_words limit 500
          ) entry where not starts_with(prefix, wanted)
          order by 7 desc, entry.row_id desc limit most - begun;
        continue when found or begun > 0 or length(wanted) < 3;
        if wanted_kind in ('submission', 'process') then
          -- There are too many: the newest are gone through. Compared as a row, they are read in the order of the primary key and no further.
          return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 2, resemblance
            from (
              select *, search_resemblance(wanted, folded) as resemblance from (
                select * from search_entries where (organisation_id, search_entries.kind, search_entries.row_id) <= (organisation, wanted_kind, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
                order by organisation_id desc, search_entries.kind desc, search_entries.row_id desc limit 1000
              ) newest where organisation_id = organisation and newest.kind = wanted_kind and wanted <% folded limit 200
            ) entry where resemblance is not null
            order by 7 desc, entry.row_id desc limit least(most, 10);
        else
          return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 2, resemblance
            from (
              select *, search_resemblance(wanted, folded) as resemblance from (
                select * from search_entries alike where organisation_id = organisation and alike.kind = wanted_kind and alike.kind not in ('submission', 'process')
                  and wanted <% folded limit 200
              ) alike
            ) entry where resemblance is not null
            order by 7 desc, entry.row_id desc limit least(most, 10);
        end if;
      end loop;
      foreach wanted_kind in array owned_kinds loop
        -- The newest of what is theirs, gone through one by one: of a few people there are hundreds, of the organisation a hundred thousand.
        return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, (case when starts_with(prefix, wanted) then 0 else 1 end),
            (case when prefix = wanted then 2 when starts_with(prefix, wanted) then 1 else ts_rank(words, wanted_words) end)::real
          from (
            select * from search_entries own where organisation_id = organisation and own.kind = wanted_kind and audience = 'person'
              and user_id = any (owners) and (wanted_kind <> 'person' or user_id <> reader)
            order by own.row_id desc limit 2000
          ) entry where starts_with(prefix, wanted) or words @@ wanted_words
          order by 6, 7 desc, entry.row_id desc limit most;
        continue when found or length(wanted) < 3;
        return query select entry.kind, entry.row_id, entry.title, entry.context, entry.address, 2, resemblance
          from (
            select *, search_resemblance(wanted, folded) as resemblance from (
              select * from (
                select * from search_entries own where organisation_id = organisation and own.kind = wanted_kind and audience = 'person'
                  and user_id = any (owners) and (wanted_kind <> 'person' or user_id <> reader)
                order by own.row_id desc limit 1000
              ) own where wanted <% folded limit 200
            ) alike
          ) entry where resemblance is not null
          order by 7 desc, entry.row_id desc limit least(most, 10);
      end loop;
    end $$;
    call protect_definer('search_things(text, text[], text[], uuid[], uuid, integer)');
    grant execute on function search_things to waymark_application;
  `);
}

/** The rows there are; what changes meanwhile its trigger keeps true. */
async function fill(knex: Knex): Promise<void> {
  for (const kind of ['course', 'lesson', 'exercise', 'person', 'submission', 'process'])
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const { rows } = await knex.raw<{ rows: [{ last: string | null }] }>(
        `with rows as (select organisation_id, row_id from search_sources where kind = :kind and row_id > :after order by row_id limit :batch),
           refreshed as (select refresh_search(:kind, organisation_id, array_agg(row_id)) from rows group by organisation_id)
         select (select row_id from rows order by row_id desc limit 1) as last from (select count(*) from refreshed) done`,
        { kind, after, batch },
      );
      if (rows[0].last === null) break;
      after = rows[0].last;
    }
}

async function remove(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger if exists search_changed on courses;
    drop trigger if exists search_course_changed on courses;
    drop trigger if exists search_changed on lessons;
    drop trigger if exists search_changed on lesson_blocks;
    drop trigger if exists search_changed on exercises;
    drop trigger if exists search_changed on memberships;
    drop trigger if exists search_changed on users;
    drop trigger if exists search_changed on submissions;
    drop trigger if exists search_changed on processes;
    drop trigger if exists search_removed on processes;
    drop function if exists search_things, search_user_changed, search_course_changed, search_row_changed, refresh_search;
    drop view if exists search_sources;
    drop table if exists search_entries;
    drop function if exists search_resemblance, search_words, search_part, search_fold;
    drop extension if exists fuzzystrmatch;
    drop extension if exists btree_gin;
    drop extension if exists unaccent;
    drop extension if exists pg_trgm;
    revoke select on courses, lessons, lesson_blocks, exercises, exercise_versions from waymark_definer;
  `);
}
