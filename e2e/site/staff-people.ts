import type { Page } from 'playwright-core';
import type { SharedServices } from '#dev/testing/services.ts';
import { demoPassword } from './pages.ts';
import { makeStudent, newEmail, password } from './people.ts';

type Platform = SharedServices['platform'];
type Answer<Data> = { data: Data };

/** Calls the API as the owner of `token`; throws with the answer when it refuses. */
export async function call<Data>(
  platform: Platform,
  token: string | null,
  method: string,
  path: string,
  body?: object,
): Promise<Data> {
  const response = await fetch(`${platform.apiUrl}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (JSON.parse(text) as Answer<Data>).data;
}

/** An access token and the id of an account. */
export async function signInToApi(
  platform: Platform,
  email: string,
  secret: string,
): Promise<{ token: string; id: string }> {
  const { access, user } = await call<{ access: string; user: { id: string } }>(
    platform,
    null,
    'POST',
    '/api/auth/login',
    { email, password: secret },
  );
  return { token: access, id: user.id };
}

/** A trainer of one's own, for a test that needs many students: nobody may have more than twenty. */
export const makeTrainer = (platform: Platform): Promise<string> => makeStaff(platform, 'trainer', 'en');

/** Somebody of the staff who reads the site in `language`. */
export async function makeStaff(
  platform: Platform,
  role: 'trainer' | 'admin',
  language: 'en' | 'ar',
): Promise<string> {
  const email = await makeStudent(platform);
  const [person, superadmin] = await Promise.all([
    signInToApi(platform, email, password),
    signInToApi(platform, 'superadmin@example.com', demoPassword),
  ]);
  await call(platform, person.token, 'PUT', '/api/users/profile', { language });
  await call(platform, superadmin.token, 'PUT', `/api/users/${person.id}`, { role });
  return email;
}

/** A student of one's own who is taught by a trainer, the demo's if none is named. */
export async function makeTaughtStudent(
  platform: Platform,
  trained: { email: string; password: string } = {
    email: 'trainer@example.com',
    password: demoPassword,
  },
): Promise<{ email: string; token: string; id: string }> {
  const email = await makeStudent(platform);
  const [student, admin, trainer] = await Promise.all([
    signInToApi(platform, email, password),
    signInToApi(platform, 'admin@example.com', demoPassword),
    signInToApi(platform, trained.email, trained.password),
  ]);
  await call(platform, admin.token, 'POST', '/api/users/assign-trainer', {
    student_id: student.id,
    trainer_id: trainer.id,
  });
  return { email, ...student };
}

/** An account for somebody's mother, without children yet. */
export async function makeParent(platform: Platform): Promise<string> {
  const email = newEmail();
  await call(platform, null, 'POST', '/api/auth/register', {
    email,
    password,
    name: 'Paula Walker',
    role: 'parent',
  });
  return email;
}

type Submission = { id: string; grading: { id: string }; status: string };

/** Hands in Python code for an exercise; the answer comes before it is graded. */
export function handIn(
  platform: Platform,
  token: string,
  slug: string,
  content: string,
): Promise<Submission> {
  return call(platform, token, 'POST', `/api/grading/exercises/${slug}/submissions`, {
    language: 'python',
    files: [{ name: 'main.py', content }],
  });
}

/** Opens a dialog by its button, and returns it. */
export async function openDialog(page: Page, button: string) {
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  return dialog;
}
