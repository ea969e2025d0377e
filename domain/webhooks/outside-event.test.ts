import { expect, test } from 'vitest';
import { describeGitHubEvent } from './github.ts';
import { describeSlackEvent, slackChallengeOf } from './slack.ts';
import { describeStripeEvent } from './stripe.ts';

const created = 1_790_000_000;
const stripe = (object: object, more: object = {}) =>
  describeStripeEvent({ id: 'evt_1', type: 'charge.refunded', created, data: { object }, ...more });

test('Stripe’s events name the process first, then the object, then what it belongs to, each once', () => {
  expect(
    stripe({
      ...{ id: 'ch_1', object: 'charge', payment_intent: 'pi_1', invoice: null, customer: 'cus_1' },
      metadata: { waymark_process: 'take-payment:0199' },
    }),
  ).toEqual({
    ...{ id: 'evt_1', type: 'charge.refunded', happenedAt: new Date(created * 1000) },
    names: ['take-payment:0199', 'ch_1', 'pi_1'],
  });
  expect(stripe({ id: 'pi_1', payment_intent: 'pi_1', metadata: null })?.names).toEqual(['pi_1']);
  // An object that was asked for whole, and names that no provider writes.
  expect(
    stripe({ id: ['pi_1'], payment_intent: { id: 'pi_1' }, charge: 'ch 1', subscription: 'x'.repeat(300) })
      ?.names,
  ).toEqual([]);
});

test('Stripe’s thin events name the object that they point at', () => {
  const thin = {
    ...{
      id: 'evt_2',
      object: 'v2.core.event',
      type: 'v1.billing.meter.error',
      created: '2026-11-27T10:00:00Z',
    },
    related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
  };
  expect(describeStripeEvent(thin)).toEqual({
    ...{ id: 'evt_2', type: 'v1.billing.meter.error', names: ['mtr_1'] },
    happenedAt: new Date('2026-11-27T10:00:00Z'),
  });
  expect(describeStripeEvent({ ...thin, created: 'never', related_object: null })).toMatchObject({
    names: [],
    happenedAt: null,
  });
});

test('GitHub’s events are typed with their action, and name the pull request or issue before its repository', () => {
  const headers = { delivery: '72d3162e-cc78-11e3-81ab-4c9367dc0958', event: 'pull_request' };
  const repository = { id: 42, full_name: 'ada/project' };
  const described = (body: object, more: object = {}) => describeGitHubEvent(body, { ...headers, ...more });
  expect(
    described({ action: 'closed', repository, pull_request: { number: 7 }, installation: { id: 3 } }),
  ).toEqual({
    ...{ id: headers.delivery, type: 'pull_request.closed', happenedAt: null },
    names: ['repository:42#7', 'repository:42', 'installation:3'],
  });
  expect(
    described({ action: 'created', repository, issue: { number: 8 } }, { event: 'issue_comment' }),
  ).toMatchObject({
    ...{ type: 'issue_comment.created', names: ['repository:42#8', 'repository:42'] },
  });
  expect(described({ zen: 'Keep it logically awesome.', hook_id: 1 }, { event: 'ping' })).toMatchObject({
    type: 'ping',
    names: [],
  });
  for (const missing of [
    { delivery: undefined },
    { event: undefined },
    { event: 'a b' },
    { delivery: 'x'.repeat(300) },
  ])
    expect(described({ repository }, missing)).toBeNull();
  expect(described({ repository: { id: 'forty-two' } })).toBeNull();
});

test('Slack’s events name the thread, the channel and the team', () => {
  const event = { type: 'message', channel: 'C1', ts: '1790000009.1', thread_ts: '1790000000.0001' };
  const body = { type: 'event_callback', event_id: 'Ev1', event_time: created, team_id: 'T1', event };
  expect(describeSlackEvent(body)).toEqual({
    ...{ id: 'Ev1', type: 'message', happenedAt: new Date(created * 1000) },
    names: ['T1/C1/1790000000.0001', 'T1/C1', 'T1'],
  });
  expect(describeSlackEvent({ ...body, event: { ...event, thread_ts: undefined } })?.names[0]).toBe(
    'T1/C1/1790000009.1',
  );
  expect(describeSlackEvent({ ...body, event: { type: 'team_join', channel: { id: 'C1' } } })?.names).toEqual(
    ['T1'],
  );
  expect(describeSlackEvent({ ...body, event_time: 1e300 })).toMatchObject({ id: 'Ev1', happenedAt: null });
  expect(describeSlackEvent({ ...body, type: 'url_verification' })).toBeNull();
  expect(slackChallengeOf(body)).toBeNull();
});

test('what is no event is none, whatever it is', () => {
  for (const body of [
    null,
    1,
    'evt_1',
    [],
    {},
    { id: 'evt_1' },
    { id: 1, type: 'a', created },
    { id: 'evt_1', type: 'a b', created },
  ]) {
    expect(describeStripeEvent(body)).toBeNull();
    expect(describeSlackEvent(body)).toBeNull();
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      expect(describeGitHubEvent(body, { delivery: '1', event: 'ping' })).toBeNull();
  }
});
