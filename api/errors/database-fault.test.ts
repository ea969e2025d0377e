import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import type { TestApp } from '../testing/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await createTestApp();
});
afterAll(() => api.close());

test.each(['40P01', '40001'])(
  'whose change met another (%s) is told to try again, not that we failed',
  async (code) => {
    const student = await api.person('student');
    await api.owner.raw(`
    create or replace function meet_another() returns trigger language plpgsql as $$ begin raise exception 'met' using errcode = '${code}'; end $$;
    create or replace trigger meet_another before update on users for each row when (new.name = 'Late') execute function meet_another()`);
    const answer = await api.app.inject({
      method: 'PUT',
      url: '/api/users/profile',
      headers: student.authorization,
      payload: { name: 'Late' },
    });
    expect([answer.statusCode, answer.headers['retry-after'], answer.json().error.code]).toEqual([
      503,
      '1',
      'UNAVAILABLE',
    ]);
  },
);
