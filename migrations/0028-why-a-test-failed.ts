import type { Knex } from 'knex';

/*
 * Why a test has its verdict was an English sentence. It becomes a code with its parameters, which pages say in their reader's language; the sentence
 * stays for what shows no codes, and for tests of before.
 */

const eraseContent = (emptied: string) => `
  create or replace function erase_content(person uuid, organisation uuid) returns void language plpgsql security definer as $$
    begin
      if not exists (select from erasures where user_id = person and status = 'erasing')
        and not exists (select from memberships where user_id = person and organisation_id = organisation and status = 'left') then
        raise exception 'Nothing of % may be erased: they are a member, and no erasure is under way.', person using errcode = 'WM004';
      end if;
      update submission_comments set body = 'Erased.' where body <> 'Erased.' and (organisation is null or organisation_id = organisation)
        and (author_id = person or exists (select from submissions where submissions.id = submission_id and submissions.user_id = person));
      update grading_tests set ${emptied}
      from gradings join submissions on submissions.id = gradings.submission_id
      where grading_tests.grading_id = gradings.id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update executions set fault = null
      from gradings join submissions on submissions.id = gradings.submission_id
      where executions.grading_id = gradings.id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update gradings set compile_output = null, message = null
      from submissions where submissions.id = gradings.submission_id and submissions.user_id = person and (organisation is null or submissions.organisation_id = organisation);
      update submissions set files = '[]' where user_id = person and (organisation is null or organisation_id = organisation);
      update runs set files = '[]', stdin = null, result = null, tests = case when exercise_version_id is null then '[]'::jsonb end
      where user_id = person and (organisation is null or organisation_id = organisation);
      delete from personal_archive_chunks using personal_archives
      where archive_id = personal_archives.id and user_id = person and (organisation is null or personal_archives.organisation_id = organisation);
      update personal_archives set status = 'expired' where user_id = person and status = 'ready' and (organisation is null or organisation_id = organisation);
    end $$;
  call protect_definer('erase_content(uuid, uuid)');`;

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- locks grading_tests: a column without a default is a row in the catalogue
    alter table grading_tests add column reason jsonb;
    grant update (reason) on grading_tests to waymark_definer;
    ${eraseContent('message = null, reason = null, diff = null, output = null')}
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ${eraseContent('message = null, diff = null, output = null')}
    -- locks grading_tests: it drops a row in the catalogue
    alter table grading_tests drop column reason;
  `);
}
