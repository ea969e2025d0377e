import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp } from '../testing/app.ts';
import type { TestApp, TestPerson } from '../testing/app.ts';
import type { Viewer } from '../viewer.ts';
import { createSessionCache } from './session-cache.ts';

let api: TestApp;
let admin: TestPerson;
beforeAll(async () => {
  api = await createTestApp();
  admin = await api.person('admin');
});
afterAll(() => api.close());

const viewerFor = async (person: TestPerson): Promise<Viewer> => {
  const viewer = await api.app.sessionCache.find(api.app.accessTokens.sessionIdOf(person.access));
  if (!viewer) throw new Error('The session does not stand.');
  return viewer;
};

test.for([
  ['sign-out everywhere', { method: 'POST', url: () => '/api/auth/logout', as: 'self', payload: {} }],
  [
    'deactivation',
    { method: 'POST', url: (id: string) => `/api/users/${id}/deactivate`, as: 'admin', payload: {} },
  ],
  [
    'another role',
    { method: 'PUT', url: (id: string) => `/api/users/${id}`, as: 'admin', payload: { role: 'student' } },
  ],
] as const)(
  'M1: after %s a viewer’s session no longer stands, also in another process within 4 s',
  async ([, act]) => {
    const trainer = await api.person('trainer');
    const viewer = await viewerFor(trainer);
    let time = Date.now();
    const elsewhere = createSessionCache(api.app.database, () => time);
    expect(await api.app.sessionCache.stillStands(viewer)).toBe(true);
    expect(await elsewhere.stillStands(viewer)).toBe(true);
    const answer = await api.app.inject({
      method: act.method,
      url: act.url(trainer.id),
      payload: act.payload,
      headers: (act.as === 'admin' ? admin : trainer).authorization,
    });
    expect(answer.statusCode).toBe(200);
    expect(await api.app.sessionCache.stillStands(viewer)).toBe(false);
    time += 4000;
    expect(await elsewhere.stillStands(viewer)).toBe(false);
  },
);
