import type { ProcessKind } from './process-kinds.ts';

type Detail = Record<string, unknown>;

const text = (detail: Detail, key: string): string => (typeof detail[key] === 'string' ? detail[key] : '');
const withoutFullStop = (sentence: string): string => sentence.replace(/\.$/, '');
const because = (detail: Detail): string =>
  text(detail, 'reason') ? ` Reason: ${text(detail, 'reason')}` : '';

/** What an event of a process says to people. An event this page does not know is told by its name. */
export function eventInWords(kind: ProcessKind, event: string, detail: Detail): string {
  switch (event) {
    case 'accepted':
      return 'Accepted.';
    case 'started':
      return 'The process began.';
    case 'graded':
      return `Graded: ${text(detail, 'verdict').replaceAll('_', ' ')}.`;
    case 'sent':
      return 'The mail was handed over.';
    case 'refused':
      return `The mail was refused: ${text(detail, 'refusal')}`;
    case 'cancelled':
      return 'Cancelled.';
    case 'fault':
      return `Something of ours failed: ${withoutFullStop(text(detail, 'message'))}. It waits for ${text(detail, 'waiting_for')}.`;
    case 'checker_failed':
      return `The exercise’s checker failed on the output of the test “${text(detail, 'test')}”, which counts as a wrong answer: ${text(detail, 'message')}`;
    case 'cancel_requested':
      return `Cancelling was asked for.${because(detail)}`;
    case 'retry_requested':
      return `Trying again at once was asked for.${because(detail)}`;
    case 'restarted':
      return `Temporal no longer knew this ${kind} process; it was started again from its row.`;
    default:
      return `${event.replaceAll('_', ' ')}.`;
  }
}

/** “waiting for Docker to come back since 10:02, next try at 10:05”: times as ISO strings, to be shown in the reader's zone. */
export function waitingInWords(waiting: {
  for: string;
  since: string | null;
  nextTryAt: string | null;
}): string {
  return [
    `waiting for ${waiting.for}`,
    ...(waiting.since ? [`since ${waiting.since}`] : []),
    ...(waiting.nextTryAt ? [`next try at ${waiting.nextTryAt}`] : []),
  ]
    .join(', ')
    .replace(', since', ' since');
}
