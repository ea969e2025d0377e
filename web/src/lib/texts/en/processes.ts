import { sizeInWords } from './size-in-words.ts';

type Parameters = Record<string, unknown>;

const text = (parameters: Parameters, name: string): string => {
  const value = parameters[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const withoutFullStop = (sentence: string): string => sentence.replace(/\.$/, '');
const because = (parameters: Parameters): string => {
  const reason = text(parameters, 'reason');
  return reason === '' ? '' : ` Reason: ${reason}`;
};

/** What a process waits for, as people read it after “waiting for”; every code of the contract has its words. */
const waiting: Record<string, string> = {
  process_start: 'its process to begin',
  grading_slot: 'a free grading slot',
  docker: 'Docker to come back',
  language_image: 'the language to be ready',
  grading_worker: 'a grading worker to take over',
  grading_machine: 'the grading machine to recover',
  exercise_tests: 'someone to look at this exercise: none of its tests ran',
  exercise_checker: 'someone to mend the checker of this exercise',
  mail_server: 'the mail server to take it',
  mail_configuration: 'a mail server to be configured',
  provider_limit: 'its turn: the provider takes no more just now',
  database: 'the database to answer',
  time: 'its planned time',
  temporal: 'Temporal to answer',
  outbox: 'the outbox to hand it to Temporal',
  person: 'a person to look at it: Temporal refuses it',
  next_step: 'its next step',
};

const fault = (parameters: Parameters): string => {
  const message = withoutFullStop(text(parameters, 'message'));
  const waits = waiting[text(parameters, 'waiting_for')];
  return `Something on our side failed${message ? `: ${message}` : ''}.${waits ? ` It waits for ${waits}.` : ''}`;
};

/** What happened to a process, by the event's code. */
const events: Record<string, (parameters: Parameters) => string> = {
  accepted: () => 'Accepted.',
  started: () => 'The process began.',
  fault,
  parked: (parameters) =>
    `It failed in the same way ${text(parameters, 'faults')} times, so a person should look at it. It is still tried now and then.`,
  restarted: () => 'Temporal no longer knew this process; it was started again from its row.',
  cancelled: () => 'Cancelled.',
  graded: (parameters) => `Graded: ${text(parameters, 'verdict').replaceAll('_', ' ')}.`,
  checker_failed: (parameters) =>
    `The exercise’s checker failed on the output of the test “${text(parameters, 'test')}”, which counts as a wrong answer: ${text(parameters, 'message')}`,
  finished: () => 'It finished.',
  sent: () => 'The mail was handed over.',
  collected: (parameters) => `The archive is ready: ${sizeInWords(Number(parameters.bytes))}.`,
  expired: () => 'Its week is over; the archive was removed.',
  reminded: () => 'A mail reminded of it.',
  taken_back: () => 'It was taken back; the account stays.',
  erasing: () => 'The time to take it back is over; erasing began.',
  erased: () => 'The account is erased.',
  refused: (parameters) => `The mail was refused: ${text(parameters, 'refusal')}`,
  cancel_requested: (parameters) => `Somebody asked to cancel it.${because(parameters)}`,
  retry_requested: (parameters) => `Somebody asked to try again at once.${because(parameters)}`,
  skip_requested: (parameters) => `Somebody asked to skip the step.${because(parameters)}`,
  override_requested: (parameters) => `Somebody marked the step as done.${because(parameters)}`,
  compensate_requested: (parameters) => `Somebody asked to undo it.${because(parameters)}`,
  reassign_requested: (parameters) => `It was given to another person.${because(parameters)}`,
};

export const processes = {
  kinds: {
    'grade-submission': 'Grading',
    'run-code': 'Free run',
    'send-mail': 'Mail',
    'export-person': 'Archive of a person’s data',
    'erase-person': 'Erasure of an account',
  } as Record<string, string>,
  /** What it can be in. */
  states: {
    queued: 'Waiting',
    running: 'Running',
    graded: 'Graded',
    finished: 'Finished',
    sent: 'Sent',
    cancelled: 'Cancelled',
    refused: 'Refused',
    collecting: 'Collecting',
    ready: 'Ready',
    expired: 'Removed',
    waiting: 'Can be taken back',
    erasing: 'Erasing',
    erased: 'Erased',
  } as Record<string, string>,
  steps: {
    open: 'Look it up',
    grade: 'Grade it in a container',
    announce: 'Announce the result',
    run: 'Run it in a container',
    deliver: 'Hand it to the mail server',
    collect: 'Collect what there is',
    keep: 'Keep it for download',
    expire: 'Remove it',
    wait: 'Wait, in case it is taken back',
    leave: 'End every membership and session',
    content: 'Erase code, output and comments',
    traces: 'Erase what was written of them',
    account: 'Empty the account',
    farewell: 'Tell it in a last mail',
  } as Record<string, string>,
  waiting,
  events,
  /** An event that this page does not know is told by its name. */
  event: (code: string, parameters: Parameters): string =>
    events[code]?.(parameters) ?? `${code.replaceAll('_', ' ')}.`,
  waitingFor: (code: string): string => waiting[code] ?? code.replaceAll('_', ' '),
  waitingSince: (code: string, since: string): string =>
    `Waiting for ${waiting[code] ?? code.replaceAll('_', ' ')} since ${since}`,
  workingSince: (since: string): string => `Working on it since ${since}`,
};
