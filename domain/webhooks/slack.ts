import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { isPlain, momentOf, namesOf } from './outside-event.ts';
import type { OutsideEvent } from './outside-event.ts';

const Challenge = Type.Object({
  type: Type.Literal('url_verification'),
  challenge: Type.String({ maxLength: 1_000 }),
});

/** What is read of Slack's events (https://docs.slack.dev/apis/events-api). */
const SlackEvent = Type.Object({
  type: Type.Literal('event_callback'),
  event_id: Type.String(),
  event_time: Type.Optional(Type.Number()),
  team_id: Type.String(),
  event: Type.Object({
    type: Type.String(),
    channel: Type.Optional(Type.Unknown()),
    ts: Type.Optional(Type.Unknown()),
    thread_ts: Type.Optional(Type.Unknown()),
  }),
});

/** What Slack wants to read back when the address is entered there; null when this is no such question. */
export const slackChallengeOf = (body: unknown): string | null =>
  Value.Check(Challenge, body) ? body.challenge : null;

/**
 * Reads an event of Slack's.
 * @returns null when it is none
 */
export function describeSlackEvent(body: unknown): OutsideEvent | null {
  if (!Value.Check(SlackEvent, body)) return null;
  const { event_id: id, event_time: time, team_id: team, event } = body;
  if (!isPlain(id) || !isPlain(event.type)) return null;
  const thread = isPlain(event.thread_ts) ? event.thread_ts : event.ts;
  return {
    id,
    type: event.type,
    names: namesOf([
      isPlain(event.channel) && isPlain(thread) && `${team}/${event.channel}/${thread}`,
      isPlain(event.channel) && `${team}/${event.channel}`,
      team,
    ]),
    happenedAt: momentOf(time),
  };
}
