import type { Knex } from 'knex';

const numbered = (prefix: string, number: string) =>
  `('${prefix}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;

/** The id of the row, and with its kind of the process, of a number. */
const processRow = (number: string) => numbered('01990000', number);
const person = (number: string) => numbered('01991000', number);

const people = 20_000;

/**
 * Fills the table of processes as a school of many years among others would: six hand-ins, three runs and one mail of ten; a few thousand unfinished in
 * every organisation, of which every tenth needs a person; a story for those a bench reads.
 * @param owner a superuser: triggers and foreign keys rest meanwhile, and indexes are made after the rows, which takes a third of the time
 * @param most.unfinished of the organisation looked at, the newest; beside them one of 5,000 older ones
 */
export async function seedProcesses(
  owner: Knex,
  most: { organisation: string; other: string; rows: number; unfinished: number },
): Promise<{ person: string; reading: string }> {
  const { rows: indexes } = await owner.raw<{ rows: { name: string; definition: string }[] }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = 'processes'::regclass and not indisprimary`,
  );
  await owner.transaction(async (trx) => {
    await trx.raw('set local statement_timeout = 0');
    await trx.raw('set local session_replication_role = replica');
    await trx.raw(`set local maintenance_work_mem = '256MB'`);
    for (const { name } of indexes) await trx.raw(`drop index ${name}`);
    await trx.raw(
      `insert into users (id, email, name) select ${person('n')}, 'person-' || n || '@example.com', 'Person ' || n from generate_series(1, ?::integer) n`,
      [people],
    );
    await trx.raw(
      `insert into memberships (organisation_id, user_id, role) select ?, ${person('n')}, 'student' from generate_series(1, ?::integer) n`,
      [most.organisation, people],
    );
    await trx.raw(insertion, {
      ...most,
      // A quarter more of others.
      all: Math.ceil(most.rows * 1.25),
      people,
    });
    for (const { definition } of indexes) await trx.raw(definition);
  });
  await owner.raw('vacuum analyze');
  return askFor(owner, most.organisation);
}

// Each fifth row is somebody else's, so that the two lie mixed, as time mixes them.
const insertion = `
  insert into processes (workflow_id, organisation_id, kind, row_id, user_id, subject_type, subject_id, state, step, priority, waiting_for, fault_count,
      needs_person, input, started_at, finished_at)
  select kind || ':' || id, organisation_id, kind, id, ${person('1 + n % :people')}, 'row', id,
    case
      when unfinished then case when n % 2 = 0 or kind = 'send-mail' then 'queued' else 'running' end
      when n % 100 = 0 then 'cancelled'
      else case kind when 'grade-submission' then 'graded' when 'run-code' then 'finished' else 'sent' end
    end,
    case kind when 'grade-submission' then case when unfinished then 'grade' else 'announce' end when 'run-code' then 'run' else 'deliver' end,
    2, case when unfinished then 'grading_slot' end, 0, unfinished and n % 10 = 0, json_build_object('organisationId', organisation_id, 'rowId', id),
    began, case when not unfinished then began + interval '2 seconds' end
  from (
    select n, id, organisation_id, now() - n * interval '15 seconds' as began, n <= :unfinished::integer * 1.25 or n % 5000 in (1, 2) as unfinished,
      case when n % 10 < 6 then 'grade-submission' when n % 10 < 9 then 'run-code' else 'send-mail' end as kind
    from (
      select n, ${processRow('n')} as id, case when n % 5 = 0 then :other else :organisation end::uuid as organisation_id
      from generate_series(1, :all::integer) n
    ) numbered
  ) rows`;

async function askFor(owner: Knex, organisation: string): Promise<{ person: string; reading: string }> {
  const { rows } = await owner.raw<{ rows: [{ person: string; reading: string }] }>(
    `select user_id as person, workflow_id as reading from processes
     where organisation_id = ? and finished_at is null and kind = 'grade-submission' order by started_at limit 1`,
    [organisation],
  );
  await owner.raw(
    `insert into process_events (organisation_id, workflow_id, event, happened_at)
     select ?, ?, case n when 1 then 'accepted' else 'started' end, now() from generate_series(1, 20) n`,
    [organisation, rows[0].reading],
  );
  return rows[0];
}
