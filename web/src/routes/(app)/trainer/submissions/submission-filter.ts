import { isUuid } from '#lib/uuid.ts';
import { verdicts } from '#lib/verdicts.ts';
import type { ListSubmissionsData } from '#lib/api/generated/index.ts';

export const statuses = ['queued', 'running', 'graded', 'cancelled'] as const;
export const reviews = ['waiting', 'accepted', 'answered'] as const;

export type SubmissionFilter = Pick<
  NonNullable<ListSubmissionsData['query']>,
  'exercise' | 'student' | 'status' | 'verdict' | 'review'
>;

/** The filter that an address holds; what is none of its values is left out. */
export function readFilter({ searchParams }: URL): SubmissionFilter {
  const read = (name: string) => searchParams.get(name) ?? '';
  const exercise = read('exercise').slice(0, 100);
  const student = read('student');
  const status = statuses.find((one) => one === read('status'));
  const verdict = verdicts.find((one) => one === read('verdict'));
  const review = reviews.find((one) => one === read('review'));
  return {
    ...(exercise && { exercise }),
    ...(isUuid(student) && { student }),
    ...(status && { status }),
    ...(verdict && { verdict }),
    ...(review && { review }),
  };
}

/** The filter as the end of an address, with its `?`; '' for none. */
export function filterQuery(filter: SubmissionFilter): string {
  const parameters = new URLSearchParams(filter).toString();
  return parameters === '' ? '' : `?${parameters}`;
}
