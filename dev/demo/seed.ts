import type { Knex } from 'knex';
import { AuditEntry, recordAudit } from '#models/audit/audit-entry.ts';
import { openDatabase } from '#models/database/knex.ts';
import { demoClient } from './client.ts';
import type { DemoClient, Session } from './client.ts';
import { interruptGrading } from './interrupt-grading.ts';
import { liveStory, waitUntilPublished } from './live-story.ts';
import type { LivedStep } from './live-story.ts';
import { moveBack } from './move-back.ts';
import { publishProfile } from './publish-profile.ts';
import { filesOf, interrupted, learners, otherLearners } from './story.ts';
import type { Learner } from './story.ts';
import { comment, setDueDates } from './trainers-part.ts';
import { sendMails } from './send-mails.ts';

const finished = 'demo.seeded';

type Tools = { client: DemoClient; owner: Knex; organisationId: string };

/**
 * Fills the demo by letting its people use the running platform: hand-ins graded by the real processes, comments, mails, and one process that was
 * interrupted and went on. Afterwards what they did is moved back to the days their stories tell of. Once finished it does nothing; cut off in
 * between, it goes on where it was.
 * @param options.data the platform's data folder, where it notes its processes
 */
export async function seedDemo(options: {
  ownerUrl: string;
  apiUrl: string;
  data: string;
  log?: (line: string) => void;
}): Promise<void> {
  const { ownerUrl, apiUrl, data, log = console.log } = options;
  const owner = openDatabase(ownerUrl, { maximum: 8, applicationName: 'waymark-demo' });
  try {
    const organisations = await owner('organisations')
      .whereIn('slug', ['demo', 'other'])
      .select<{ id: string; slug: string }[]>('id', 'slug');
    const [demo, other] = ['demo', 'other'].map(
      (slug) => organisations.find((organisation) => organisation.slug === slug)?.id,
    );
    if (!demo || !other)
      throw new Error('The demo’s organisations are not there yet: run the part "prepare" first.');
    if (await AuditEntry.query(owner).findOne({ organisation_id: demo, action: finished }))
      return log('The demo’s data is there already.');

    const client = demoClient(apiUrl);
    const tools = { client, owner, organisationId: demo };
    const trainer = await client.signIn('trainer@example.com');
    await setDueDates(trainer, owner, demo);
    log('Due dates are set.');
    const [stories] = await Promise.all([
      Promise.all(learners.map((learner) => liveAndHear(tools, trainer, learner, log))),
      ...otherLearners.map((learner) => liveStory({ ...tools, organisationId: other }, learner)),
      sendMails(client),
      publishProfile(client),
    ]);
    log(
      (await interrupt(tools, data))
        ? 'One grading was interrupted and went on.'
        : 'No grading could be interrupted: each was over too soon.',
    );
    for (const { learner, lived } of stories)
      await moveBack(owner, await personOf(tools, learner.who), lived);
    await owner.transaction(async (trx) => {
      await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [demo]);
      await recordAudit(trx, {
        actorId: null,
        action: finished,
        subjectType: 'organisation',
        subjectId: demo,
      });
    });
    log('The demo’s data is complete.');
  } finally {
    await owner.destroy();
  }
}

/** One learner's story, and what the trainer said to it. */
async function liveAndHear(
  tools: Tools,
  trainer: Session,
  learner: Learner,
  log: (line: string) => void,
): Promise<{ learner: Learner; lived: LivedStep[] }> {
  const lived = await liveStory(tools, learner);
  await comment(trainer, lived, learner.comments);
  log(`${learner.who}: ${lived.length} steps.`);
  return { learner, lived };
}

async function interrupt({ client, owner, organisationId }: Tools, data: string): Promise<boolean> {
  const { who, step } = interrupted;
  await waitUntilPublished(owner, organisationId, step.exercise);
  const session = await client.signIn(who);
  const body = { language: step.language, files: await filesOf(step) };
  const url = `/api/grading/exercises/${step.exercise}/submissions`;
  return interruptGrading(
    owner,
    data,
    async (attempt) => (await session.post<{ id: string }>(url, body, `demo:interrupted:${attempt}`)).id,
  );
}

async function personOf(
  { owner, organisationId }: Tools,
  who: string,
): Promise<{ organisationId: string; userId: string; timeZone: string }> {
  const person = await owner('users')
    .join('memberships', 'memberships.user_id', 'users.id')
    .where({ organisation_id: organisationId, ...(who.includes('@') ? { email: who } : { name: who }) })
    .first<{ id: string; time_zone: string } | undefined>('id', 'time_zone');
  if (!person) throw new Error(`${who} is not among the demo’s people.`);
  return { organisationId, userId: person.id, timeZone: person.time_zone };
}
