import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissions, roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { createTestApp } from './testing/app.ts';
import type { TestApp, TestPerson } from './testing/app.ts';

/*
 * ACC-5: every route × every role, as owner, stranger, member of another organisation, and nobody.
 * The routes come from the running app, so a new route is tried without anyone thinking of it.
 */

type Route = { method: string; url: string; permission: string };

let api: TestApp;
const people = {} as Record<Role, TestPerson>;
const strangers = {} as Record<Role, TestPerson>;

beforeAll(async () => {
  api = await createTestApp();
  for (const role of roles) {
    people[role] = await api.person(role);
    strangers[role] = await api.person(role, { organisationId: api.other.id });
  }
});
afterAll(() => api.close());

const routes = (): Route[] =>
  api.app.routeList.filter(
    ({ method, url }) =>
      !['HEAD', 'OPTIONS'].includes(method) && !url.startsWith('/api/docs') && !url.includes('*'),
  );
const withIds = (url: string, ids: Record<string, string> = {}): string =>
  url.replace(
    /:(\w+)/g,
    (_whole, name: string) =>
      ids[name] ??
      (/slug|code/.test(name)
        ? 'no-such-thing'
        : /token|key/.test(name)
          ? 'no-such-secret-token-at-all'
          : randomUUID()),
  );

async function ask(route: Route, person: TestPerson | null, ids?: Record<string, string>) {
  const body = ['POST', 'PUT', 'DELETE'].includes(route.method) ? { payload: {} } : {};
  const response = await api.app.inject({
    method: route.method as 'GET',
    url: withIds(route.url, ids),
    headers: person?.authorization ?? {},
    ...body,
  });
  return {
    status: response.statusCode,
    code: response.headers['content-type']?.toString().includes('json')
      ? response.json<{ error?: { code: string } }>().error?.code
      : undefined,
  };
}

/** A stream never ends by itself; whether it may be opened is tried by its own test. */
const isStream = (route: Route): boolean => route.url === '/api/events';

test('ACC-5: every route states a permission that is in the table', () => {
  expect(routes().length).toBeGreaterThan(30);
  for (const { permission } of routes())
    expect(permission === 'public' || permission in permissions).toBe(true);
});

test('ACC-5: the table is the matrix of the contract', () => {
  const matrix: Record<string, Role[]> = {
    'profile.update': ['student', 'trainer', 'parent', 'admin', 'superadmin'],
    'users.read': ['admin', 'superadmin'],
    'users.update': ['admin', 'superadmin'],
    'users.delete': ['superadmin'],
    'submissions.create': ['student', 'parent', 'superadmin'],
    'submissions.review': ['trainer', 'admin', 'superadmin'],
    'courses.author': ['admin', 'superadmin'],
    'exercises.author': ['trainer', 'admin', 'superadmin'],
    // Who has solved the exercise or may author it: solution.test.ts.
    'solutions.read': ['student', 'trainer', 'parent', 'admin', 'superadmin'],
    'processes.read': ['admin', 'superadmin'],
    'processes.repair': ['admin', 'superadmin'],
    'code.run': ['student', 'trainer', 'parent', 'admin', 'superadmin'],
    'audit.read': ['admin', 'superadmin'],
  };
  for (const [permission, allowed] of Object.entries(matrix))
    expect([permission, [...permissions[permission as keyof typeof permissions].roles].sort()]).toEqual([
      permission,
      allowed.sort(),
    ]);
});

test('ACC-5: nobody signed in gets past a route that is not public', async () => {
  for (const route of routes().filter(({ permission }) => permission !== 'public')) {
    expect({ ...route, ...(await ask(route, null)) }).toEqual({
      ...route,
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  }
});

describe.each(roles)('ACC-5: a %s', (role) => {
  test('is let in exactly where the table says', async () => {
    for (const route of routes()) {
      if (isStream(route)) continue;
      const allowed =
        route.permission === 'public' ||
        (permissions[route.permission as keyof typeof permissions].roles as readonly Role[]).includes(role);
      // Signing out ends the session it is tried with.
      const { status, code } = await ask(
        route,
        route.url === '/api/auth/logout' ? await api.person(role) : people[role],
      );
      const refusedByRole = status === 403 && code === 'FORBIDDEN';
      expect({ ...route, status, code, refusedByRole }).toEqual({
        ...route,
        status,
        code,
        refusedByRole: !allowed,
      });
      expect({ ...route, status }).not.toMatchObject({
        status: status >= 500 && status !== 503 ? status : -1,
      });
    }
  });
});

describe('ACC-5 and ACC-6: rows of others', () => {
  const rowRoutes = () =>
    routes().filter(
      ({ url, permission }) =>
        url.includes(':') &&
        permission !== 'public' &&
        !url.includes('/api/grading/exercises') &&
        !url.includes('/courses/'),
    );

  test('an id of another organisation answers like one that never was: 404, for every role that may use the route', async () => {
    for (const route of rowRoutes()) {
      const allowed = permissions[route.permission as keyof typeof permissions].roles as readonly Role[];
      for (const role of allowed) {
        const foreign = strangers.student.id;
        const ids = {
          id: foreign,
          session_id: foreign,
          student_id: foreign,
          user_id: foreign,
          workflow_id: `grade-submission:${foreign}`,
        };
        const { status, code } = await ask(route, people[role], ids);
        // What validates its body first answers 400, and tells nothing about the row either.
        expect({ ...route, role, status, code, told: ![404, 400].includes(status) }).toEqual({
          ...route,
          role,
          status,
          code,
          told: false,
        });
      }
    }
  });

  test('owners reach their own sessions and students; strangers of the same organisation get 404', async () => {
    const another = await api.person('student');
    const cases = [
      { method: 'GET', url: '/api/users/:id/sessions', owner: people.student, stranger: another },
      {
        method: 'GET',
        url: '/api/users/:id/students',
        owner: people.trainer,
        stranger: await api.person('trainer'),
      },
    ];
    for (const { owner, stranger, ...route } of cases) {
      const ids = { id: owner.id };
      expect((await ask({ ...route, permission: '' }, owner, ids)).status).toBe(200);
      expect((await ask({ ...route, permission: '' }, stranger, ids)).status).toBe(404);
      expect((await ask({ ...route, permission: '' }, people.admin, ids)).status).toBe(200);
      expect((await ask({ ...route, permission: '' }, strangers.admin, ids)).status).toBe(404);
    }
  });
});
