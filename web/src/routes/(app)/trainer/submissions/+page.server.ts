import { listStudentProgress, listSubmissions, type ListSubmissionsData } from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { pageNumber } from '#lib/server/page-number.ts';
import { verdicts } from '#lib/verdicts.ts';
import { loadExercises } from '../load-exercises.ts';
import type { PageServerLoad } from './$types.d.ts';

const statuses = ['queued', 'running', 'graded', 'cancelled'] as const;
const reviews = ['waiting', 'answered'] as const;

const isId = (text: string): boolean => /^[0-9a-f-]{36}$/i.test(text);

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  const exercise = read('exercise').slice(0, 100);
  const student = isId(read('student')) ? read('student') : '';
  const status = statuses.find((one) => one === read('status'));
  const verdict = verdicts.find((one) => one === read('verdict'));
  const review = reviews.find((one) => one === read('review'));
  const query: ListSubmissionsData['query'] = {
    page: pageNumber(url),
    page_size: 20,
    ...(exercise ? { exercise } : {}),
    ...(student ? { student } : {}),
    ...(status ? { status } : {}),
    ...(verdict ? { verdict } : {}),
    ...(review ? { review } : {}),
  };
  const [submissions, students, exercises] = await Promise.all([
    answer(listSubmissions({ client: locals.api, query })),
    answer(listStudentProgress({ client: locals.api, query: { page: 1, page_size: 100 } })),
    loadExercises(locals.api),
  ]);
  return {
    submissions,
    exercises,
    students: students.results.map(({ student: { id, name } }) => ({ id, name })),
    statuses,
    verdicts,
    reviews,
    filters: { exercise, student, status: status ?? '', verdict: verdict ?? '', review: review ?? '' },
  };
};
