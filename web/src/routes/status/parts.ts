import type { ReadStatusResponse } from '#lib/api/generated/index.ts';

type Status = ReadStatusResponse['data'];
type Language = Status['grading']['languages'][number] & { since: string | null };

/** Each language that is graded, with since when it waits; none while nobody can say. */
export const gradingParts = (status: Status | null): Language[] =>
  status?.grading.languages.map((language) => ({
    ...language,
    since: language.state === 'works' ? null : status.grading.since,
  })) ?? [];

/** Whether there is nothing that does not work. */
export const isWhole = (status: Status | null): boolean =>
  status !== null &&
  [
    status.sign_in,
    status.mail.state,
    status.live.state,
    ...status.grading.languages.map(({ state }) => state),
  ].every((state) => state === 'works');
