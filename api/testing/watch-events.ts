import type { TestPerson } from './app.ts';

type Event = {
  event: string;
  id: string;
  data: {
    status?: string;
    tests_done?: number;
    progress?: { percent: number };
    unread?: number;
    at?: string;
  };
};

/**
 * Opens a stream of events at a listening API and gathers them as they come.
 * @param base the API's address, such as http://127.0.0.1:4000
 */
export async function watchEvents(
  base: string,
  topics: string,
  options: { person: TestPerson; lastEventId?: string | undefined },
) {
  const leaving = new AbortController();
  const headers = {
    ...options.person.authorization,
    ...(options.lastEventId && { 'last-event-id': options.lastEventId }),
  };
  const response = await fetch(`${base}/api/events?topics=${topics}`, { headers, signal: leaving.signal });
  const events: Event[] = [];
  const state = { ended: false };
  const reading = (async () => {
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block
            .split('\n')
            .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
        );
        if (fields.event)
          events.push({
            event: fields.event,
            id: fields.id!,
            data: JSON.parse(fields.data!) as Event['data'],
          });
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (state.ended = true));
  return { response, events, state, leave: () => (leaving.abort(), reading) };
}
