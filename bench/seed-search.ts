import type { Knex } from 'knex';

const openings =
  'Sorting Counting Reading Merging Splitting Finding Parsing Drawing Folding Mapping Searching Walking Joining Guessing Timing Packing Weighing Planning Naming Turning';
const things =
  'lists trees graphs words numbers files dates colours stacks queues tables strings loops functions classes records matrices primes fractions angles letters routes tickets recipes planets';
const names =
  'Amira Bela Chidi Dilnoza Elif Farid Greta Hana Ivo Jamila Kofi Lena Mateo Nadia Olu Priya Quentin Rosa Samir Tomas Uma Vera Wanja Ximena Yuki Zoë';
const families =
  'Adeyemi Brandt Costa Dahl Eriksen Farouk Garcia Haddad Ito Jansen Keller Lindqvist Moreau Novak Okafor Petrov Quiroga Rossi Sato Tanaka Ullah Vogel Weber Xu Yilmaz Zhang';

/** The word of a list that a number picks; another `by` picks another. */
const word = (list: string, by: number) =>
  `(string_to_array('${list}', ' '))[1 + (n * ${by} + n / ${by}) % ${list.split(' ').length}]`;

const title = `${word(openings, 7)} || ' ' || ${word(things, 11)} || ' ' || n % 400`;
const person = `${word(names, 3)} || ' ' || ${word(families, 13)}`;

/** Of 100,000: how many of each kind a school has. */
const shares = { course: 0.001, lesson: 0.02, exercise: 0.02, person: 0.05, submission: 0.6, process: 0.309 };

/**
 * Fills the search with as many things, and a fifth more of another organisation's.
 * @param owner a superuser
 * @param student whose a hundred of the submissions are
 */
export async function seedSearch(
  owner: Knex,
  most: { organisation: string; other: string; student: string; things: number },
): Promise<void> {
  await owner.transaction(async (trx) => {
    await trx.raw('set local statement_timeout = 0');
    await trx.raw('set local session_replication_role = replica');
    for (const [kind, share] of Object.entries(shares))
      for (const [organisation, part] of [
        [most.organisation, 1],
        [most.other, 0.2],
      ] as const) {
        const count = Math.ceil(most.things * share * part);
        await trx.raw(insertion, { kind, organisation, count, student: most.student });
      }
  });
  await owner.raw('vacuum analyze search_entries');
}

const insertion = `
  insert into search_entries (organisation_id, kind, row_id, audience, user_id, title, context, address, prefix, folded, words)
  select :organisation, :kind, uuidv7(), case when :kind in ('person', 'submission') then 'person' when :kind = 'process' then 'administrators' else 'members' end,
    case when :kind in ('person', 'submission', 'process') then case when n % 600 = 0 then :student else gen_random_uuid() end::uuid end,
    title, context, case when :kind in ('course', 'lesson', 'exercise') then jsonb_build_object('slug', 'slug-' || n, 'course', 'course') else '{}' end,
    search_fold(title), search_fold(title || ' ' || context), to_tsvector('simple', search_fold(title)) || to_tsvector('simple', search_fold(context))
  from (
    select n, case :kind when 'person' then ${person} when 'process' then 'grade-submission' else ${title} end as title,
      case :kind when 'person' then 'student' when 'course' then '' else ${person} end as context
    from generate_series(1, :count::integer) n
  ) rows`;
