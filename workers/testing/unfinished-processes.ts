import type { Knex } from 'knex';
import type { ProcessKind } from '#domain/processes/index.ts';
import type { RepairName } from '#domain/processes/repairs.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { beginErasure } from '#models/processes/erase-person.ts';
import { beginExport } from '#models/processes/export-person.ts';
import { beginNotification } from '#models/processes/notify.ts';
import { beginGrading } from '#models/processes/grade-submission.ts';
import { beginRun } from '#models/processes/run-code.ts';
import { beginVisitorRun } from '#models/processes/run-visitor-code.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { publishExercise, sumInPython } from './exercise.ts';

/** Where a process of a kind is repaired: the test that tries each repair needs one that is stuck. */
export type UnfinishedProcess = {
  /** Begins one, with the rows it needs, as a route would; `owner` is a pool of the owner's role. */
  begin(owner: Knex, of: { organisationId: string; personId: string; slug: string }): Promise<unknown>;
  /** What its activities answer on the way to where the repair has something to do; one without an answer fails and is tried again later. */
  answers?(repair: RepairName): Record<string, unknown>;
};

const files = [{ name: 'main.py', content: 'print(3)\n' }];

/** Of one person one export and one erasure are under way at a time. */
async function addStudent(trx: Knex.Transaction, organisationId: string): Promise<string> {
  const [user] = await trx('users').insert({ name: 'Leaving' }).returning<{ id: string }[]>('id');
  await trx('memberships').insert({ organisation_id: organisationId, user_id: user!.id, role: 'student' });
  return user!.id;
}

/** A published lesson of a course of its own. */
async function addLesson(
  trx: Knex.Transaction,
  of: { organisationId: string; personId: string; slug: string },
): Promise<string> {
  const here = { organisation_id: of.organisationId, slug: of.slug, title: 'Loops' };
  const [course] = await trx('courses')
    .insert({ ...here, summary: '', status: 'published', created_by: of.personId })
    .returning<{ id: string }[]>('id');
  const [lesson] = await trx('lessons')
    .insert({ ...here, course_id: course!.id, position: 0 })
    .returning<{ id: string }[]>('id');
  return lesson!.id;
}

/** One row a kind of process. */
export const unfinishedProcesses: Partial<Record<ProcessKind, UnfinishedProcess>> = {
  'grade-submission': {
    begin: async (owner, { organisationId, personId, slug }) => {
      const author = { organisationId, authorId: personId };
      const { exerciseId, versionId } = await publishExercise(owner, author, { ...sumInPython, slug });
      return inOrganisation(owner, organisationId, async (trx) => {
        const [submission] = await trx('submissions')
          .insert({
            organisation_id: organisationId,
            exercise_id: exerciseId,
            exercise_version_id: versionId,
            user_id: personId,
            language: 'python',
            attempt: 1,
            files: JSON.stringify(files),
          })
          .returning<{ id: string }[]>('id');
        await beginGrading(trx, {
          organisationId,
          submissionId: submission!.id,
          reason: 'first',
          requestedBy: personId,
        });
      });
    },
    answers: () => ({ openGrading: { standing: null, secondsAllowed: 60 }, announceGrading: null }),
  },
  'run-code': {
    begin: (owner, { organisationId, personId }) =>
      inOrganisation(owner, organisationId, (trx) =>
        beginRun(trx, {
          ...{ organisationId, userId: personId, language: 'python', files },
          ...{ tests: [], limits: { cpu_ms: 1_000, wall_ms: 5_000, memory_kb: 65_536, output_kb: 64 } },
        }),
      ),
  },
  'run-visitor-code': {
    begin: (owner, { organisationId, personId, slug }) =>
      inOrganisation(owner, organisationId, async (trx) => {
        const lessonId = await addLesson(trx, { organisationId, personId, slug });
        const limits = { cpu_ms: 1_000, wall_ms: 5_000, memory_kb: 65_536, output_kb: 64 };
        return beginVisitorRun(trx, {
          organisationId,
          lessonId,
          language: 'python',
          files,
          stdin: '',
          limits,
        });
      }),
  },
  'send-mail': {
    begin: (owner, { organisationId, personId }) =>
      inOrganisation(owner, organisationId, (trx) =>
        beginMail(trx, {
          ...{ organisationId, userId: personId, recipient: 'ada@example.com' },
          ...{ template: 'welcome', parameters: { name: 'Ada' } },
        }),
      ),
  },
  'export-person': {
    begin: (owner, { organisationId, personId }) =>
      inOrganisation(owner, organisationId, async (trx) => {
        const userId = await addStudent(trx, organisationId);
        return beginExport(trx, { organisationId, userId, requestedBy: personId });
      }),
    answers: () => ({ expireArchive: { status: 'cancelled' } }),
  },
  'erase-person': {
    begin: (owner, { organisationId, personId }) =>
      inOrganisation(owner, organisationId, async (trx) => {
        const userId = await addStudent(trx, organisationId);
        return beginErasure(trx, { organisationId, userId, requestedBy: personId, days: 14 });
      }),
    // It is cancelled while it waits, and repaired once it has begun.
    answers: (repair) =>
      repair === 'cancel'
        ? {
            openErasure: { waitMilliseconds: 1_000_000_000, remindAfterMilliseconds: 900_000_000 },
            leaveEverywhere: { status: 'cancelled' },
          }
        : { openErasure: { waitMilliseconds: 0, remindAfterMilliseconds: 0 } },
  },
  notify: {
    begin: (owner, { organisationId, personId, slug }) =>
      inOrganisation(owner, organisationId, (trx) =>
        beginNotification(trx, {
          ...{ organisationId, userId: personId, actorId: null },
          ...{ kind: 'due_soon', key: `due_soon:${slug}` },
          parameters: {
            exercise_slug: slug,
            exercise_title: 'Sum',
            due_at: new Date().toISOString(),
          },
        }),
      ),
  },
};
