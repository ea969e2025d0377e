import type { DraftReason } from '#domain/exercises/draft-reason.ts';
import type { ExerciseKind, ExerciseLanguage } from '#domain/exercises/exercise-definition.ts';
import type { ExerciseStatus } from './exercise.ts';
import type { ReadStatement, ScopedReads } from '../database/scoped-reads.ts';
import { containing } from '../database/like-pattern.ts';

export type ExerciseFilter = {
  viewerId: string;
  /** Authors see drafts too. */
  asAuthor: boolean;
  course?: string | undefined;
  language?: ExerciseLanguage | undefined;
  kind?: ExerciseKind | undefined;
  difficulty?: number | undefined;
  search?: string | undefined;
  /** Hours from now. */
  dueWithin?: number | undefined;
  status?: ExerciseStatus | undefined;
  page: number;
  pageSize: number;
};

export type ExerciseRow = {
  id: string;
  slug: string;
  status: ExerciseStatus;
  status_reason: string | null;
  draft_reason: DraftReason | null;
  title: string;
  kind: ExerciseKind;
  difficulty: number;
  languages: ExerciseLanguage[];
  due_at: Date | null;
  course_slug: string | null;
  course_title: string | null;
  attempts: number | null;
  best_score: number | null;
  max_score: number | null;
  solved_at: Date | null;
};

/** Why a version is not published may tell of hidden tests: its authors alone read that. */
const whyDraft = (asAuthor: boolean) =>
  asAuthor
    ? 'exercises.status_reason, exercises.draft_reason'
    : 'null as status_reason, null as draft_reason';

const columns = `exercises.id, exercises.slug, exercises.status,
    versions.title, versions.kind, versions.difficulty, versions.languages, versions.due_at,
    progress.attempts, progress.best_score, progress.max_score, progress.solved_at, courses.slug as course_slug, courses.title as course_title`;

const conditions = {
  course: (value: string) => `courses.slug = ${value}`,
  language: (value: string) => `versions.languages @> array[${value}]::text[]`,
  kind: (value: string) => `versions.kind = ${value}`,
  difficulty: (value: string) => `versions.difficulty = ${value}`,
  search: (value: string) => `(versions.title ilike ${value} or exercises.slug ilike ${value})`,
  status: (value: string) => `exercises.status = ${value}`,
  dueWithin: (value: string) =>
    `versions.due_at between now() and now() + make_interval(hours => ${value}::integer)`,
} as const;

type Condition = keyof typeof conditions;

/** What the filters say as SQL. Few texts exist, so each is planned once a connection. */
function matching(filter: ExerciseFilter): { name: string; text: string; values: unknown[] } {
  const values: unknown[] = [filter.viewerId];
  // A student is shown the published version only; an author the latest, which is what they are working on.
  const given: Partial<Record<Condition, unknown>> = {
    ...filter,
    search: filter.search && containing(filter.search),
    status: filter.asAuthor ? filter.status : 'published',
  };
  const used = (Object.keys(conditions) as Condition[]).filter((name) => given[name]);
  const where = used.map((name) => conditions[name](`$${values.push(given[name])}`)).join(' and ') || 'true';
  const version = filter.asAuthor ? 'latest' : 'published';
  const text = `from exercises
    join exercise_versions versions on versions.id = exercises.${version}_version_id
    left join courses on courses.id = exercises.course_id
    left join exercise_progress progress on progress.exercise_id = exercises.id and progress.user_id = $1::uuid
    where ${where}`;
  // PostgreSQL takes names of up to 63 bytes.
  return { name: `exercises:${version}:${used.map((name) => name.slice(0, 2)).join()}`, text, values };
}

/** The one statement that reads a page of exercises for a person. */
export function exercisesStatement(filter: ExerciseFilter): ReadStatement {
  const { name, text, values } = matching(filter);
  const order = `${filter.dueWithin ? 'versions.due_at' : 'versions.difficulty'}, versions.title, exercises.id`;
  const limit = `limit $${values.push(filter.pageSize)} offset $${values.push((filter.page - 1) * filter.pageSize)}`;
  return {
    name,
    text: `select ${columns}, ${whyDraft(filter.asAuthor)}, count(*) over () as count ${text} order by ${order} ${limit}`,
    values,
  };
}

/**
 * One page of the exercises a person may see, easiest first (those that are due soon: the next first), with that person's own progress: one statement whatever the filters.
 * @returns the rows, and how many there are in all
 */
export async function findExercises(
  reads: ScopedReads,
  organisationId: string,
  filter: ExerciseFilter,
): Promise<{ count: number; rows: ExerciseRow[] }> {
  const rows = await reads.read<ExerciseRow & { count: string }>(organisationId, exercisesStatement(filter));
  if (rows[0]) return { count: Number(rows[0].count), rows };
  if (filter.page === 1) return { count: 0, rows };
  // Past the last page no row carries the count.
  const { name, text, values } = matching(filter);
  const [counted] = await reads.read<{ count: string }>(organisationId, {
    name: `count:${name}`,
    text: `select count(*) as count ${text}`,
    values,
  });
  return { count: Number(counted!.count), rows };
}
