import type {
  ExerciseKind,
  ExerciseLanguage,
  ExerciseLimits,
  FilesByLanguage,
  LatePolicy,
  TestExpectation,
  TestInput,
} from '#domain/exercises/exercise-definition.ts';
import type { ExerciseRow } from './find-exercises.ts';
import type { ReadStatement, ScopedReads } from '../database/scoped-reads.ts';

export type VisibleTest = {
  name: string;
  group: string | null;
  weight: number;
  input: TestInput;
  expected: TestExpectation | null;
  compare: string;
};

export type ExerciseDetailRow = Omit<ExerciseRow, 'max_score'> & {
  version_id: string;
  version_number: number;
  statement_md: string;
  kind: ExerciseKind;
  languages: ExerciseLanguage[];
  limits: ExerciseLimits;
  max_attempts: number | null;
  late_policy: LatePolicy | null;
  starter: FilesByLanguage;
  hints: string[];
  attempts_used: number;
  my_max_score: number | null;
  visible_tests: VisibleTest[] | null;
  hidden_test_count: number;
  max_score: number;
};

// The page that is opened most. Of hidden tests only the number and the weight leave the database.
const text = `
  select exercises.id, exercises.slug, exercises.status,
    -- Why a version is not published may tell of hidden tests: its authors alone read that.
    case when $2::boolean then exercises.status_reason end as status_reason, case when $2::boolean then exercises.draft_reason end as draft_reason,
    versions.id as version_id, versions.number as version_number, versions.title, versions.statement_md, versions.kind, versions.difficulty,
    versions.languages, versions.limits, versions.max_attempts, versions.due_at, versions.late_policy, versions.starter, versions.hints,
    courses.slug as course_slug, courses.title as course_title,
    progress.attempts, progress.best_score, progress.max_score as my_max_score, progress.solved_at,
    (select count(*)::integer from submissions
      where submissions.exercise_id = exercises.id and submissions.user_id = $1 and purpose = 'attempt' and attempt_used) as attempts_used,
    tests.visible_tests, tests.hidden_test_count, tests.max_score
  from exercises
    join exercise_versions versions on versions.id = case when $2::boolean then coalesce(published_version_id, latest_version_id) else published_version_id end
    left join courses on courses.id = exercises.course_id
    left join exercise_progress progress on progress.exercise_id = exercises.id and progress.user_id = $1
    cross join lateral (
      select json_agg(json_build_object('name', name, 'group', test_group, 'weight', weight, 'input', input, 'expected', expected, 'compare', compare) order by position)
          filter (where not hidden) as visible_tests,
        count(*) filter (where hidden)::integer as hidden_test_count, sum(weight) as max_score
      from exercise_tests where exercise_version_id = versions.id
    ) tests
  where exercises.slug = $3 and ($2::boolean or exercises.status = 'published')`;

export type WantedExercise = { slug: string; viewerId: string; asAuthor: boolean };

/** The one statement that reads an exercise for a person. */
export const exerciseStatement = ({ slug, viewerId, asAuthor }: WantedExercise): ReadStatement => ({
  name: 'exercise',
  text,
  values: [viewerId, asAuthor, slug],
});

/**
 * One exercise as a person may see it, with that person's own progress; never what hidden tests give or expect, nor the solution.
 * @param wanted.asAuthor finds a draft too
 * @returns undefined when there is none, or it is not for this person
 */
export async function findExercise(
  reads: ScopedReads,
  organisationId: string,
  wanted: WantedExercise,
): Promise<ExerciseDetailRow | undefined> {
  const [row] = await reads.read<ExerciseDetailRow>(organisationId, exerciseStatement(wanted));
  return row;
}
