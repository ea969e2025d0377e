import type { Knex } from 'knex';
import type { Session } from './client.ts';
import type { LivedStep } from './live-story.ts';
import { waitUntilPublished } from './live-story.ts';
import { dueInHours } from './story.ts';
import { waitFor } from '../processes/wait-for.ts';

type Authoring = {
  due_at: string | null;
  version_number: number;
  published_version_number: number | null;
  course: { slug: string } | null;
} & Record<string, unknown>;

/** The trainer gives some exercises a due date, by saving them as an author does: each becomes a new version, checked by its own solution. */
export async function setDueDates(trainer: Session, owner: Knex, organisationId: string): Promise<void> {
  for (const [slug, hours] of Object.entries(dueInHours)) {
    await waitUntilPublished(owner, organisationId, slug);
    const { course, ...exercise } = await trainer.get<Authoring>(`/api/grading/exercises/${slug}/authoring`);
    if (exercise.due_at !== null) continue;
    const due = new Date(Date.now() + hours * 3_600_000).toISOString();
    const policy = { kind: 'penalty', percent_per_day: 10, at_most_percent: 50 };
    await trainer.put('/api/grading/exercises', {
      ...exercise,
      course: course?.slug ?? null,
      due_at: due,
      late_policy: policy,
    });
  }
  await waitFor(
    'the due dates being published',
    async () => {
      const open = await owner('exercises')
        .where({ organisation_id: organisationId })
        .whereIn('slug', Object.keys(dueInHours))
        .whereRaw('published_version_id is distinct from latest_version_id')
        .first<{ id: string } | undefined>('id');
      return open === undefined;
    },
    { withinMs: 10 * 60_000, everyMs: 500 },
  );
}

/** The trainer comments on the newest hand-in of each exercise the story has words for. What has none waits for them. */
export async function comment(
  trainer: Session,
  lived: LivedStep[],
  comments: Record<string, string>,
): Promise<void> {
  for (const [exercise, body] of Object.entries(comments)) {
    const newest = lived.findLast(({ step }) => step.do === 'submit' && step.exercise === exercise);
    if (!newest?.submissionId) throw new Error(`Nobody handed in ${exercise}, so it cannot be commented on.`);
    const url = `/api/grading/submissions/${newest.submissionId}/comments`;
    const there = await trainer.get<unknown[]>(url);
    if (there.length === 0) await trainer.post(url, { body });
  }
}
