import { ApplicationFailure } from '@temporalio/activity';
import type { Knex } from 'knex';
import { secondsForTests } from '#domain/grading/time-budget.ts';
import type { ExerciseLimits } from '#domain/exercises/exercise-definition.ts';
import type { GradingOutcome } from '#domain/grading/grading-outcome.ts';
import { gradedExercise } from '#models/grading/graded-exercise.ts';
import { Grading } from '#models/grading/grading.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { notifyOfRegrade } from '#models/grading/notify-of-result.ts';
import { recordExerciseGraded } from '#models/progress/record-exercise-graded.ts';
import { settleSolutionCheck } from '#models/exercises/settle-solution-check.ts';
import { Submission } from '#models/grading/submission.ts';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { WorkflowIdOf } from '#domain/processes/define-process.ts';
import { gradeSubmissionProcess } from '#domain/processes/grade-submission.ts';
import type { GradingInput } from './grade-submission.ts';
import { recordingFaults } from './recording-faults.ts';

export type OpenedGrading = {
  /** The result, when the grading was finished before this process began (the reconciler started it again); null when there is work to do. */
  standing: GradingOutcome | null;
  /** How long the grade activity may take before it counts as hung. */
  secondsAllowed: number;
};

export type AnnouncingActivities = ReturnType<typeof createAnnouncingActivities>;

/**
 * The part of grading that runs with the application's role: quick steps in the database.
 * @param tools.database a pool of the application's role
 */
export function createAnnouncingActivities({ database }: { database: Knex }) {
  const inStep = <Result>(
    { organisationId, gradingId }: GradingInput,
    work: (trx: Knex.Transaction, workflowId: WorkflowIdOf<typeof gradeSubmissionProcess>) => Promise<Result>,
  ): Promise<Result> => {
    const workflowId = workflowIdOf(gradeSubmissionProcess, gradingId);
    return recordingFaults(database, { organisationId, workflowId, soon: true }, () =>
      inOrganisation(database, organisationId, (trx) => work(trx, workflowId)),
    );
  };

  return {
    /**
     * Looks whether there is anything left to do, and how long grading may take; from now on the row waits for a slot.
     * @throws ApplicationFailure grading_missing, for good, when there is no such row
     */
    openGrading: (input: GradingInput): Promise<OpenedGrading> =>
      inStep(input, async (trx, workflowId) => {
        const row = await loadOpened(trx, input.gradingId);
        if (row.announced_at) return { standing: outcomeOf(row), secondsAllowed: 0 };
        await enterStep(trx, workflowId, 'open');
        await moveProcess(trx, { workflowId, step: 'open', waitingFor: 'grading_slot' });
        return { standing: null, secondsAllowed: secondsForTests(row.tests, row.limits.wall_ms) };
      }),

    /** Tells the rest of the platform what a grading came to: the student's progress, the exercise it was the solution check of. Safe to repeat. */
    announceGrading: (input: GradingInput): Promise<void> =>
      inStep(input, async (trx, workflowId) => {
        const { gradingId } = input;
        const grading = await Grading.query(trx).findById(gradingId).throwIfNotFound();
        const submission = await Submission.query(trx).findById(grading.submission_id).throwIfNotFound();
        if (grading.status === 'queued' || grading.status === 'running') return;
        await Grading.query(trx)
          .findById(gradingId)
          .whereNull('announced_at')
          .patch({ announced_at: trx.raw('now()') });
        if (submission.purpose === 'attempt' && grading.status === 'graded')
          await recordExerciseGraded(trx, gradedExercise(submission, grading));
        if (submission.purpose === 'attempt') await notifyOfRegrade(trx, submission, grading);
        if (submission.purpose === 'solution_check')
          await settleSolutionCheck(trx, submission.exercise_version_id);
        const detail = { verdict: grading.verdict!, score: grading.score };
        await moveProcess(trx, {
          workflowId,
          step: 'announce',
          state: grading.status,
          finished: true,
          event: {
            ...(grading.status === 'graded' ? { name: 'graded', detail } : { name: 'cancelled' }),
            occurrence: 'end',
          },
        });
      }),
  };
}

type OpenedRow = Pick<Grading, 'status' | 'verdict' | 'score' | 'announced_at'> & {
  limits: ExerciseLimits;
  tests: number;
};

async function loadOpened(trx: Knex.Transaction, gradingId: string): Promise<OpenedRow> {
  const { rows } = await trx.raw<{ rows: OpenedRow[] }>(
    `select gradings.status, gradings.verdict, gradings.score, gradings.announced_at, exercise_versions.limits,
       (select count(*)::integer from exercise_tests where exercise_version_id = exercise_versions.id) as tests
     from gradings join submissions on submissions.id = gradings.submission_id join exercise_versions on exercise_versions.id = submissions.exercise_version_id
     where gradings.id = ?`,
    [gradingId],
  );
  if (!rows[0]) throw ApplicationFailure.nonRetryable(`There is no grading ${gradingId}.`, 'grading_missing');
  return rows[0];
}

function outcomeOf({ status, verdict, score }: OpenedRow): GradingOutcome {
  return {
    status: status === 'graded' ? 'graded' : 'cancelled',
    verdict,
    score,
  };
}
