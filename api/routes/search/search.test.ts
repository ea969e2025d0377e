import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import type { SearchKind } from '#domain/search/search-kinds.ts';
import { createTestApp, dataOf } from '#api/testing/app.ts';
import type { TestApp, TestPerson } from '#api/testing/app.ts';
import { createTestCourse } from '#api/testing/course.ts';
import { submissionsOf } from '#api/testing/submissions.ts';

type Found = {
  kind: SearchKind;
  id: string;
  title: string;
  context: string | null;
  slug: string | null;
  course_slug: string | null;
  attempt: number | null;
  workflow_id: string | null;
};
type Page = { count: number; next: string | null; previous: string | null; results: Found[] };

/** In the title, the name or the text of everything below, so that one search could find it all. */
const word = 'quokka';

let api: TestApp;
const people = {} as Record<Role, TestPerson>;
let stranger: TestPerson;
let foreigner: TestPerson;
/** Everything there is, found or not, by how its own page is asked for. */
const things: { kind: SearchKind; what: string; id: string; url: (role: Role) => string | null }[] = [];

beforeAll(async () => {
  api = await createTestApp();
  for (const role of roles) people[role] = await api.person(role, { name: `Quokka ${role}` });
  stranger = await api.person('student', { name: 'Quokka stranger' });
  foreigner = await api.person('admin', { name: 'Quokka foreigner', organisationId: api.other.id });
  const own = { organisation_id: api.demo.id };
  await api.owner('trainer_assignments').insert({
    ...own,
    student_id: people.student.id,
    trainer_id: people.trainer.id,
  });
  await api.owner('guardianships').insert({
    ...own,
    parent_id: people.parent.id,
    child_id: people.student.id,
  });
  await createTestCourse(api);
  await seedCourses();
  const { publish, submit } = submissionsOf(api, people.trainer);
  await publish({ slug: 'quokka', title: 'Quokka' });
  await seedExercises();
  for (const person of [people.student, people.parent, people.superadmin, stranger]) {
    const { id, grading } = dataOf<{ id: string; grading: { id: string } }>(await submit(person, 'quokka'));
    add('submission', `of ${person.role}`, id, () => `/api/grading/submissions/${id}`);
    const workflow = `grade-submission:${grading.id}`;
    add('process', `of ${person.role}`, grading.id, () => `/api/ops/processes/${workflow}`);
  }
  for (const person of [...Object.values(people), stranger, foreigner])
    add('person', `${person.role} of ${person.organisationId}`, person.id, (role) =>
      role === 'admin' || role === 'superadmin'
        ? `/api/users/${person.id}`
        : `/api/curriculum/progress/students/${person.id}`,
    );
});
afterAll(() => api.close());

const add = (kind: SearchKind, what: string, id: string, url: (role: Role) => string | null) =>
  things.push({ kind, what, id, url });

async function seedCourses(): Promise<void> {
  for (const organisation of [api.demo, api.other])
    for (const status of ['published', 'draft']) {
      const slug = `quokka-${status}`;
      const [{ id }] = await api
        .owner('courses')
        .insert({ organisation_id: organisation.id, slug, title: 'Quokka', summary: word, status })
        .returning('id');
      // Of the same address, the page shows the viewer’s own organisation’s.
      if (organisation === api.demo) add('course', status, id, () => `/api/curriculum/courses/${slug}`);
      for (const lessonStatus of ['published', 'draft']) {
        const [lesson] = await api
          .owner('lessons')
          .insert({
            ...{ organisation_id: organisation.id, course_id: id, slug: lessonStatus, title: 'Quokka' },
            ...{ position: lessonStatus.length, status: lessonStatus },
          })
          .returning('id');
        add(
          'lesson',
          `${lessonStatus} of ${status}`,
          lesson.id,
          () => `/api/curriculum/lessons/${lesson.id}`,
        );
      }
    }
}

async function seedExercises(): Promise<void> {
  for (const status of ['published', 'draft', 'archived']) {
    const slug = status === 'published' ? 'quokka' : `quokka-${status}`;
    if (status !== 'published') {
      const [row] = await api
        .owner('exercises')
        .insert({ organisation_id: api.demo.id, slug, status: 'draft' })
        .returning('id');
      const [version] = await api
        .owner('exercise_versions')
        .insert({
          ...{ organisation_id: api.demo.id, exercise_id: row.id, number: 1, title: 'Quokka' },
          ...{ statement_md: word, kind: 'program', difficulty: 1, languages: ['python'] },
          ...{ limits: { cpu_ms: 1, wall_ms: 1, memory_kb: 1, output_kb: 1 }, content_hash: slug },
        })
        .returning('id');
      await api
        .owner('exercises')
        .where({ id: row.id })
        .update({ status, latest_version_id: version.id, published_version_id: version.id });
    }
    const { id } = await api.owner('exercises').where({ slug }).first('id');
    add('exercise', status, id, () => `/api/grading/exercises/${slug}`);
  }
}

const ask = (person: TestPerson | null, query: string) =>
  api.app.inject({ url: `/api/search?${query}`, headers: person?.authorization ?? {} });
const search = async (person: TestPerson, query: string) => dataOf<Page>(await ask(person, query));

describe.each(roles)('ACC-5, CUR-8: a %s', (role) => {
  test('opens whatever they find, and finds nothing that its page refuses', async () => {
    const found = (await search(people[role], `q=${word}&page_size=100`)).results;
    expect(found.length).toBeGreaterThan(3);
    for (const thing of things) {
      const url = thing.url(role);
      const status =
        url === null ? 404 : (await api.app.inject({ url, headers: people[role].authorization })).statusCode;
      const isFound = found.some(({ kind, id }) => kind === thing.kind && id === thing.id);
      expect({ what: `${thing.kind} ${thing.what}`, isFound: isFound && status !== 200, status }).toEqual({
        what: `${thing.kind} ${thing.what}`,
        isFound: false,
        status,
      });
    }
    // Nothing else is found but what is tried above.
    const unknown = found.filter(
      ({ kind, id }) => !things.some((each) => each.kind === kind && each.id === id),
    );
    expect(unknown).toEqual([]);
  });
});

test('CUR-8: each role finds what is theirs, with what its page’s address is made of', async () => {
  const kindsOf = async (person: TestPerson) => {
    const counts: Partial<Record<SearchKind, number>> = {};
    for (const { kind } of (await search(person, `q=${word}&page_size=100`)).results)
      counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  };
  const open = { course: 1, lesson: 1, exercise: 1 };
  expect(await kindsOf(people.student)).toEqual({ ...open, submission: 1 });
  expect(await kindsOf(people.trainer)).toEqual({ ...open, person: 1, submission: 1 });
  expect(await kindsOf(people.parent)).toEqual({ ...open, person: 1, submission: 2 });
  expect(await kindsOf(people.admin)).toEqual({ ...open, person: 6, submission: 4, process: 4 });
  expect(await kindsOf(people.superadmin)).toEqual({ ...open, person: 6, submission: 4, process: 4 });
  expect(await kindsOf(foreigner)).toEqual({ course: 1, lesson: 1, person: 1 });

  const { results } = await search(people.admin, `q=${word}&page_size=100`);
  const first = (kind: SearchKind) => results.find((each) => each.kind === kind);
  expect(first('lesson')).toMatchObject({
    context: 'Quokka',
    slug: 'published',
    course_slug: 'quokka-published',
  });
  expect(first('exercise')).toMatchObject({ title: 'Quokka', slug: 'quokka' });
  expect(first('person')!.context).toMatch(/student|trainer|parent|admin/);
  expect(first('submission')).toMatchObject({ title: 'Quokka', attempt: 1 });
  expect(first('submission')!.context).toMatch(/^Quokka /);
  expect(first('process')!.workflow_id).toMatch(/^grade-submission:/);
});

test('CUR-8: one kind alone, by pages; typing errors are forgiven', async () => {
  const page = await search(people.admin, `q=quoka&kind=person&page_size=4`);
  expect(page).toMatchObject({ count: 6, previous: null });
  expect(page.results.map(({ kind }) => kind)).toEqual(Array(4).fill('person'));
  expect(page.next).toContain('q=quoka&kind=person&page_size=4&page=2');
  const next = await search(people.admin, `q=quoka&kind=person&page_size=4&page=2`);
  expect([next.results.length, next.next]).toEqual([2, null]);
});

test('CUR-8: what is asked is bounded, and nobody signed out searches', async () => {
  expect((await ask(null, 'q=a')).statusCode).toBe(401);
  for (const query of [
    '',
    `q=${'a'.repeat(201)}`,
    'q=a&kind=secret',
    'q=a&each=1000',
    'q=a&page_size=101',
    'q=%00',
  ])
    expect([query, (await ask(people.student, query)).statusCode]).toEqual([query, 400]);
  expect((await search(people.student, 'q=')).results).toEqual([]);
});
