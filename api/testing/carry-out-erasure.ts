import { MockActivityEnvironment } from '@temporalio/testing';
import { createErasingActivities } from '#activities/erase-person.ts';
import type { TestApp } from './app.ts';

/** Does what the worker does of an erasure whose time has come: every step, with the last mail handed over. */
export async function carryOutErasure(api: TestApp, personId: string): Promise<void> {
  const erasure = await api.owner('erasures').where({ user_id: personId, status: 'waiting' }).first();
  const steps = createErasingActivities({ database: api.app.database });
  const input = { organisationId: erasure.organisation_id, erasureId: erasure.id };
  const run = (step: (given: typeof input) => Promise<unknown>) =>
    new MockActivityEnvironment().run(step, input);
  await run(steps.leaveEverywhere);
  await run(steps.eraseContent);
  await run(steps.eraseTraces);
  await run(steps.eraseAccount);
  await api.owner('mails').where({ template: 'erasure_done' }).update({ status: 'sent' });
  await run(steps.eraseFarewell);
}
