import { redirect } from '@sveltejs/kit';
import { readAchievements, readPublicPerson, readPublicProfile } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import type { PageServerLoad } from './$types.d.ts';

/** What anybody sees of a person; its owner also sees what is ahead. */
export const load: PageServerLoad = async ({ locals, params }) => {
  const person = await answer(readPublicPerson({ client: locals.api, path: { handle: params.handle } }));
  // An address is written in one way.
  if (params.handle !== person.handle) redirect(308, `/people/${person.handle}`);
  return { person, next: await ownNext(locals, person.handle) };
};

/** What is ahead of the person whose page it is; null for everybody else. */
async function ownNext(locals: App.Locals, handle: string) {
  if (!locals.viewer) return null;
  const own = await answer(readPublicProfile({ client: locals.api }));
  if (!own.published || own.handle !== handle) return null;
  return (await answer(readAchievements({ client: locals.api }))).next;
}
