import type { Knex } from 'knex';
import { waitFor } from '../processes/wait-for.ts';
import { demoOrganisations } from './accounts.ts';
import type { DemoClient, Session } from './client.ts';
import { filesOf } from './story.ts';
import type { Learner, Step } from './story.ts';

type Outline = { id: string; lessons: { id: string }[] };

/** Images of languages may still be built on a machine's first start. */
const patience = { withinMs: 45 * 60_000, everyMs: 1_000 };

export type LivedStep = {
  daysAgo: number;
  step: Step;
  lessonId?: string;
  courseId?: string;
  submissionId?: string;
};

/**
 * Lets one learner live their story through the API, each hand-in graded by the real processes before the next step. Repeating it hands nothing in twice.
 * @param tools.owner for waiting without asking the API again and again
 * @returns every step with the ids of what came of it, in order
 */
export async function liveStory(
  tools: { client: DemoClient; owner: Knex; organisationId: string },
  learner: Learner,
): Promise<LivedStep[]> {
  const session = await sessionOf(tools.client, learner.who);
  const lived: LivedStep[] = [];
  let handIns = 0;
  for (const { daysAgo, steps } of learner.days) {
    for (const step of steps) {
      if (step.do === 'submit') {
        handIns += 1;
        const submissionId = await handIn(tools, session, step, `demo:${handIns}`);
        lived.push({ daysAgo, step, submissionId });
        continue;
      }
      const course = await session.get<Outline>(`/api/curriculum/courses/${step.course}`);
      if (step.do === 'enrol') {
        await session.post('/api/enrolments', { course_id: course.id });
        lived.push({ daysAgo, step, courseId: course.id });
      } else {
        const lessonId = course.lessons[step.lesson - 1]!.id;
        await session.post('/api/curriculum/progress', {
          lesson_id: lessonId,
          status: step.do === 'open' ? 'in_progress' : 'completed',
        });
        lived.push({ daysAgo, step, lessonId });
      }
    }
  }
  return lived;
}

/** Waits until an exercise is open to students. */
export async function waitUntilPublished(owner: Knex, organisationId: string, slug: string): Promise<void> {
  await waitFor(
    `the exercise ${slug} being published`,
    () =>
      owner('exercises')
        .where({ organisation_id: organisationId, slug, status: 'published' })
        .first<{ id: string } | undefined>('id'),
    patience,
  );
}

/** Waits until a submission is graded. */
export async function waitUntilGraded(owner: Knex, submissionId: string): Promise<void> {
  await waitFor(
    `the grading of ${submissionId}`,
    () =>
      owner('submissions')
        .where({ id: submissionId, status: 'graded' })
        .first<{ id: string } | undefined>('id'),
    patience,
  );
}

async function handIn(
  { owner, organisationId }: { owner: Knex; organisationId: string },
  session: Session,
  step: Extract<Step, { do: 'submit' }>,
  key: string,
): Promise<string> {
  await waitUntilPublished(owner, organisationId, step.exercise);
  const body = { language: step.language, files: await filesOf(step) };
  const { id } = await session.post<{ id: string }>(
    `/api/grading/exercises/${step.exercise}/submissions`,
    body,
    key,
  );
  await waitUntilGraded(owner, id);
  return id;
}

function sessionOf(client: DemoClient, who: string): Promise<Session> {
  const parent = demoOrganisations
    .flatMap(({ children }) => Object.entries(children))
    .find(([, names]) => names.includes(who))?.[0];
  return parent ? client.signInAsChild(parent, who) : client.signIn(who);
}
