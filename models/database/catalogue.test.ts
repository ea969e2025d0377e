import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#dev/testing/database.ts';
import type { TestDatabase } from '#dev/testing/database.ts';
import { openDatabase } from './knex.ts';
import { seedEveryTable } from './testing/seed-every-table.ts';

let database: TestDatabase;
let owner: Knex;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maximum: 2 });
});
afterAll(async () => {
  await owner.destroy();
  await database.drop();
});

const ask = async <Row>(text: string): Promise<Row[]> => (await owner.raw<{ rows: Row[] }>(text)).rows;

/**
 * What each role may do with each table. A new table, column or right appears here, or the test fails: give a role what its process needs.
 * `update(a b)` is the right to change only these columns.
 */
const grants: Record<string, Record<string, string>> = {
  waymark_application: {
    audit_entries: 'insert select',
    categories: 'delete insert select update',
    courses: 'delete insert select update',
    enrolments: 'delete insert select update',
    erasures: 'insert select update',
    executions: 'select',
    exercise_progress: 'insert select update',
    exercise_tests: 'insert select',
    exercise_versions: 'insert select',
    exercises: 'insert select update',
    grading_tests: 'insert select',
    gradings: 'insert select update',
    guardianships: 'delete insert select',
    idempotency_keys: 'delete insert select',
    invitations: 'delete insert select update',
    lesson_blocks: 'delete insert select update',
    lesson_progress: 'delete insert select update',
    lessons: 'delete insert select update',
    mailed_tokens: 'delete insert select update',
    mails: 'insert select update',
    memberships: 'delete insert select update',
    notification_preferences: 'delete insert select update',
    notifications: 'delete insert select update',
    organisation_texts: 'insert select update',
    organisations: 'select update',
    outbox: 'insert select update',
    personal_archive_chunks: 'delete insert select',
    personal_archives: 'insert select update',
    process_events: 'insert select',
    process_references: 'delete insert select',
    processes: 'insert select update',
    progress_events: 'insert select',
    public_profiles: 'delete insert select update',
    rate_limit_leases: 'delete insert select update',
    refresh_tokens: 'delete insert select update',
    runs: 'delete insert select update',
    sessions: 'delete insert select update',
    sign_in_failures: 'delete insert select update',
    submission_comments: 'insert select',
    submissions: 'insert select update',
    trainer_assignments: 'delete insert select update',
    user_pictures: 'delete insert select update',
    users: 'insert select update',
    webhook_events: 'select update(attempts delivered_at fault fault_code next_attempt_at outbox_id state)',
    worker_heartbeats: 'delete insert select update',
  },
  waymark_relay: {
    outbox: 'delete select update',
  },
  // The process beside the Docker socket: whatever gets out of a container has these.
  waymark_grader: {
    executions: 'insert select update(ended_at fault image_digest outcome)',
    exercise_tests: 'select',
    exercise_versions: 'select',
    grading_tests: 'delete insert select update',
    gradings:
      'select update(compile_output execution finished_at first_result_at image_digest max_score message score started_at status tests_done tests_total verdict verdict_reason)',
    process_events: 'insert select(event step workflow_id)',
    processes:
      'select update(fault_code fault_count finished_at last_fault last_fault_at needs_person own_fault_count revision state step waiting_for waiting_until)',
    runs: 'select update(execution finished_at result revision status)',
    submissions: 'select update(graded_at grading_id max_score revision score status verdict)',
    worker_heartbeats: 'delete insert select update',
  },
  // Passes by row-level security and cannot sign in: the owner of the functions that must look before there is a scope.
  waymark_definer: {
    audit_entries: 'select update(address after before reason)',
    courses: 'select',
    enrolments: 'select',
    erasures: 'delete select',
    executions: 'delete select update(fault)',
    exercise_progress: 'select',
    exercise_versions: 'select',
    exercises: 'select',
    grading_tests: 'select update(diff message output reason)',
    gradings: 'select update(compile_output message)',
    guardianships: 'select',
    idempotency_keys: 'delete select',
    invitations: 'delete select',
    lesson_blocks: 'select',
    lessons: 'select',
    mailed_tokens: 'delete select',
    mails: 'delete select update(parameters recipient refusal status)',
    memberships: 'select',
    notifications: 'delete select',
    organisations: 'select',
    outbox: 'select update',
    personal_archive_chunks: 'delete select',
    personal_archives: 'delete select update(status)',
    process_events: 'delete select update(detail)',
    process_references: 'select',
    processes: 'delete select update',
    provider_limits: 'insert select update',
    public_profiles: 'select',
    refresh_tokens: 'select',
    runs: 'delete select update(files result stdin tests)',
    search_entries: 'delete insert select update',
    search_sources: 'select',
    sessions: 'delete select',
    sign_in_failures: 'delete select',
    submission_comments: 'select update(body)',
    submissions: 'select update(files review_state reviewed_at reviewed_by revision)',
    users: 'select',
    webhook_events: 'delete insert select update',
  },
};

/** Tables that anybody with a role reads without a scope, and why. */
const unscoped: Record<string, string> = {
  rate_limit_leases:
    'counters of requests, asked before anybody is known; whose they are is a hash with a secret',
  sign_in_failures:
    'counters of wrong passwords, asked before anybody is known, by hash of the e-mail and hash with a secret of the address',
  worker_heartbeats: 'what workers say of themselves; no person and no organisation in it',
  knex_migrations: 'knex’s own, no role but the owner reads it',
  knex_migrations_lock: 'knex’s own, no role but the owner reads it',
};

type Definer = { name: string; owner: string; config: string[] | null; superuser: boolean; open: boolean };

test('A1: functions that run with their owner’s rights belong to no superuser, look for temporary tables last, and are not everybody’s', async () => {
  const found = await ask<Definer>(`
    select proc.oid::regprocedure::text as name, role.rolname as owner, proconfig as config, rolsuper as superuser,
      exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0 and privilege_type = 'EXECUTE') as open
    from pg_proc proc join pg_roles role on role.oid = proowner
    where prosecdef and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) order by 1`);
  expect(found.length).toBeGreaterThan(15);
  const safe = {
    owner: 'waymark_definer',
    config: ['search_path=pg_catalog, public, pg_temp'],
    superuser: false,
    open: false,
  };
  expect(found).toEqual(found.map(({ name }) => ({ name, ...safe })));
});

test('A1: the role of these functions passes by row-level security and can do nothing else', async () => {
  const roles = await ask(`
    select rolname as name, rolcanlogin as login, rolsuper or rolcreaterole or rolcreatedb or rolreplication as mighty, rolbypassrls as bypasses,
      array(select member::regrole::text from pg_auth_members where roleid = pg_roles.oid and member <> 10) as members
    from pg_roles where rolname like 'waymark%' order by 1`);
  const running = { login: true, mighty: false, bypasses: false, members: [] };
  expect(roles).toEqual([
    { name: 'waymark_application', ...running },
    { name: 'waymark_definer', login: false, mighty: false, bypasses: true, members: [] },
    { name: 'waymark_grader', ...running },
    { name: 'waymark_relay', ...running },
  ]);
});

test('A1: no role may make temporary tables, or anything in the schema', async () => {
  const may = await ask(`
    select rolname as name from pg_roles where rolname like 'waymark%'
      and (has_database_privilege(oid, current_database(), 'temporary') or has_schema_privilege(oid, 'public', 'create'))`);
  expect(may).toEqual([]);
  for (const url of [database.applicationUrl, database.relayUrl, database.graderUrl]) {
    const pool = openDatabase(url, { maximum: 1 });
    await expect(pool.raw('create temporary table runs (id uuid)')).rejects.toThrow(/permission denied/);
    await pool.destroy();
  }
});

type Grant = { role: string; table: string; privilege: string; columns: string[] | null };

test('A15: each role has the rights that this page lists, table by table', async () => {
  const found = await ask<Grant>(`
    select grantee::regrole::text as role, relname as table, lower(privilege_type) as privilege, null as columns
    from pg_class, aclexplode(relacl) where relnamespace = 'public'::regnamespace and grantee <> relowner
    union all
    select grantee::regrole::text, relname, lower(privilege_type), array_agg(attname::text order by attname)
    from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl)
    where relnamespace = 'public'::regnamespace and grantee <> relowner group by 1, 2, 3
    order by 1, 2, 3`);
  const listed: typeof grants = {};
  for (const { role, table, privilege, columns } of found) {
    const words = columns ? `${privilege}(${columns.join(' ')})` : privilege;
    const before = listed[role]?.[table];
    (listed[role] ??= {})[table] = before === undefined ? words : `${before} ${words}`;
  }
  expect(listed).toEqual(grants);
});

test('ACC-6, L4: every table has forced row-level security', async () => {
  const open = await ask<{ name: string }>(`
    select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      and not (relrowsecurity and relforcerowsecurity) order by 1`);
  expect(open.map(({ name }) => name)).toEqual(Object.keys(unscoped).sort());
});

test('ACC-6, L4: without a scope no table gives a row to the application or the grader', async () => {
  await owner.transaction(seedEveryTable);
  const tables = await ask<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p', 'v') and relnamespace = 'public'::regnamespace order by 1`,
  );
  const told: string[] = [];
  const pools = [database.applicationUrl, database.graderUrl].map((url) => openDatabase(url, { maximum: 1 }));
  for (const { name } of tables.filter((table) => !(table.name in unscoped))) {
    expect(await owner(name).first(owner.raw('1')), `seedEveryTable puts no row into ${name}`).toBeDefined();
    for (const pool of pools) {
      const rows = await pool(name)
        .select(pool.raw('1'))
        .catch((error: { code?: string }) => {
          if (error.code === '42501') return [];
          throw error;
        });
      if (rows.length > 0) told.push(name);
    }
  }
  expect(told).toEqual([]);
  await Promise.all(pools.map((pool) => pool.destroy()));
});

test('A13: every foreign key has an index that begins with its columns', async () => {
  // The organisation is in nearly every key and decides little: an index may have it or leave it out.
  const bare = await ask<{ key: string }>(`
    select conrelid::regclass || ' (' || (select string_agg(attname, ', ' order by place) from unnest(conkey) with ordinality as wanted(number, place)
        join pg_attribute on attrelid = conrelid and attnum = number) || ')' as key
    from pg_constraint
      cross join lateral (
        select array_agg(attname::text order by attname) filter (where attname <> 'organisation_id' or cardinality(conkey) = 1) as columns
        from pg_attribute where attrelid = conrelid and attnum = any (conkey)) wanted
    where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
      select from pg_index cross join lateral (
        select array_agg(attname::text order by place) as columns from unnest(indkey::smallint[]) with ordinality as part(number, place)
          join pg_attribute on attrelid = indrelid and attnum = number
        where attname <> 'organisation_id' or cardinality(conkey) = 1) given
      where indrelid = conrelid and indisvalid and given.columns[1:cardinality(wanted.columns)] <@ wanted.columns
        and given.columns[1:cardinality(wanted.columns)] @> wanted.columns
        and (indpred is null or pg_get_expr(indpred, indrelid) = '(' || wanted.columns[1] || ' IS NOT NULL)'))
    order by 1`);
  expect(bare.map(({ key }) => key)).toEqual([]);
});
