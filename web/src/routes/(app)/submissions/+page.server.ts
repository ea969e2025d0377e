import { listSubmissions } from '#lib/api/generated/index.ts';
import type { ListSubmissionsData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber, refusePagePastEnd } from '#lib/server/page-number.ts';
import { verdicts } from '#lib/verdicts.ts';
import type { PageServerLoad } from './$types.d.ts';

export const load: PageServerLoad = async ({ locals, url }) => {
  const exercise = url.searchParams.get('exercise') ?? '';
  const verdict = verdicts.find((one) => one === url.searchParams.get('verdict'));
  const query: ListSubmissionsData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(locals.viewer?.role === 'student' ? { student: locals.viewer.id } : {}),
    ...(exercise ? { exercise } : {}),
    ...(verdict ? { verdict } : {}),
  };
  const submissions = await answer(listSubmissions({ client: locals.api, query }));
  refusePagePastEnd(url, submissions);
  return { submissions, outcomes: verdicts, filters: { exercise, verdict: verdict ?? '' } };
};
