import { deserialize } from '$app/forms';
import { isOver, type ProgramRefusal, type ProgramRun, type ProgramSent } from './program-run.ts';

/** A place on a network's edge may end a request after half a minute; each asks for less. */
const givenUpAfter = 25_000;
/** How often the end of a run is waited for; each time takes up to a quarter of a minute. */
const looks = 12;

/** Of a run whose end did not come in time. */
export type Late = { late: true };

async function post(action: string, body: FormData): Promise<ProgramSent | ProgramRefusal> {
  const response = await fetch(action, {
    method: 'post',
    body,
    headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
    signal: AbortSignal.timeout(givenUpAfter),
  });
  // What a proxy before the site says is no answer of ours: its status is all there is to tell.
  if (!response.headers.get('content-type')?.startsWith('application/json'))
    return { status: response.status };
  const result = deserialize(await response.text());
  if (result.type === 'success' || result.type === 'failure')
    return (result.data as { sent: ProgramSent }).sent;
  // The session has ended: signing in leads back, and what was written is kept for this tab.
  if (result.type === 'redirect') location.assign(result.location);
  return { status: (result.type === 'error' && result.status) || 500 };
}

/**
 * Sends a program to its page's action `run`, and waits for the end at the action `result`.
 * @param form the program's fields
 * @param onwait told each time the end has not come yet
 * @returns how it ended, or why it did not run
 * @throws TypeError or DOMException when no answer came
 */
export async function sendProgram(
  form: FormData,
  onwait: (run: ProgramRun) => void,
): Promise<ProgramRun | ProgramRefusal | Late> {
  let sent = await post('?/run', form);
  for (let look = 0; look < looks; look += 1) {
    if (!('program' in sent)) return sent;
    if (!sent.run) return sent.problem ?? { status: 500 };
    if (isOver(sent.run)) return sent.run;
    onwait(sent.run);
    const next = new FormData();
    next.set('program', sent.program);
    next.set('key', sent.run.key);
    sent = await post('?/result', next);
  }
  return { late: true };
}
