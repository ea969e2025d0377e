import { listSubmissions } from '#lib/api/generated/index.ts';
import type { ListSubmissionsData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import type { PageServerLoad } from './$types.d.ts';

const outcomes = [
  'accepted',
  'wrong_answer',
  'runtime_error',
  'compile_error',
  'time_limit',
  'memory_limit',
  'output_limit',
] as const;

export const load: PageServerLoad = async ({ locals, url }) => {
  const exercise = url.searchParams.get('exercise') ?? '';
  const verdict = outcomes.find((one) => one === url.searchParams.get('verdict'));
  const query: ListSubmissionsData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(locals.viewer?.role === 'student' ? { student: locals.viewer.id } : {}),
    ...(exercise ? { exercise } : {}),
    ...(verdict ? { verdict } : {}),
  };
  const submissions = await answer(listSubmissions({ client: locals.api, query }));
  return { submissions, outcomes, filters: { exercise, verdict: verdict ?? '' } };
};
