import { processes } from './processes.ts';

import type { Submission, Verdict } from '#lib/api/types.ts';

type TestVerdict = Submission['tests'][number]['verdict'];

const verdicts: Record<Verdict, string> = {
  accepted: 'Accepted',
  wrong_answer: 'Not yet',
  runtime_error: 'Stopped with an error',
  compile_error: 'Does not compile',
  time_limit: 'Too slow',
  memory_limit: 'Too much memory',
  output_limit: 'Too much output',
  rejected: 'Not accepted',
};

const testVerdicts: Record<TestVerdict, string> = {
  accepted: 'Passes',
  wrong_answer: 'Differs',
  runtime_error: 'Error',
  time_limit: 'Too slow',
  memory_limit: 'Too much memory',
  output_limit: 'Too much output',
  skipped: 'Not run',
};

const counted = (count: number, unit: string) => (count === 1 ? `1 ${unit}` : `${count} ${unit}s`);

export const grading = {
  verdicts,
  testVerdicts,
  status: {
    queued: 'In the queue',
    running: 'Running',
    graded: 'Graded',
    cancelled: 'Cancelled',
    finished: 'Finished',
  },
  passes: (passed: number, total: number) => `${passed} of ${total} tests pass`,
  allPass: (total: number) => (total === 1 ? 'The test passes' : `All ${total} tests pass`),
  place: (position: number) => (position <= 1 ? 'You are next' : `Place ${position} in the queue`),
  queued: 'In the queue',
  queuedHelp: 'You may close this page. The result waits for you.',
  running: 'Running your code',
  runningHelp: (done: number, total: number) => `${done} of ${total} tests are back`,
  waiting: (code: string) => `Waiting for ${processes.waitingFor(code)}`,
  fault: 'That was our fault. No attempt was used, and we are running it again.',
  stillRunning: 'Still on its way',
  cancelled: 'It was cancelled before it ran. No attempt was used.',
  cancel: 'Cancel this submission',
  cancelFailed: 'It has already begun to run, so it can no longer be cancelled.',
  score: (score: string, of: string) => `${score} of ${of} points`,
  attempt: (number: number) => `Attempt ${number}`,
  attemptLabel: 'Attempt',
  scoreLabel: 'Score',
  submittedAt: 'Handed in',
  overridden: (name: string) => `${name} set this result by hand.`,
  late: 'Late by',
  lateBy: (seconds: number) =>
    seconds < 3600
      ? counted(Math.max(1, Math.round(seconds / 60)), 'minute')
      : seconds < 172_800
        ? counted(Math.round(seconds / 3600), 'hour')
        : counted(Math.round(seconds / 86_400), 'day'),
  difference: 'Expected and actual output',
  expected: 'Expected',
  actual: { own: 'Your output', student: 'The student’s output', solution: 'The solution’s output' },
  compilerSays: 'What the compiler says',
  outputCut: 'The output was cut here.',
  hiddenTest: 'Hidden test',
  hiddenHelp: 'Hidden tests are named, not shown.',
  groups: 'Group',
  columns: { test: 'Test', result: 'Result', time: 'CPU time', memory: 'Memory', message: 'What happened' },
  tests: 'Tests',
  yourCode: 'Your code',
  code: 'Code',
  tryAgain: 'Back to the exercise',
  history: 'All your submissions',
  comments: 'From your trainer',
  timeline: {
    title: 'What happened',
    received: 'Received',
    queue: 'In the queue',
    running: 'Running in its container',
    graded: 'Verdict',
    cancelled: 'Cancelled',
  },
  breaking: {
    title: 'Try to break it',
    lead: 'Each submission is a process that outlives the programs it runs in. Kill the one that grades, and watch this submission come to its verdict all the same.',
    hint: 'Most programs are graded in less than a second. To press the button while yours runs, hand in one that takes a while, such as one that sleeps.',
    kill: 'Kill the grading worker',
    again: 'Submit this again, and kill the worker while it runs',
    againHelp: 'That is one more attempt of yours.',
    tooSoon: (seconds: number) =>
      `It was killed a moment ago. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    notRunning: 'It is down already, and about to be started again. Try again in a moment.',
    unreachable: 'The supervisor did not answer. Your submission is safe; try again in a moment.',
    happened: 'What the kill did',
    killed: (pid: number) => `Worker killed (process ${pid})`,
    killedDetail: 'By SIGKILL: it had no moment to finish or to save anything.',
    restarted: (pid: number) => `Worker started again (process ${pid})`,
    restarting: 'The supervisor starts it again',
    goesOn: 'The process goes on',
    goesOnDetail:
      'A worker that is silent for ten seconds is given up, and the new one takes over. No attempt is used.',
    wentOn: 'The process went on',
    wentOnDetail: 'The new worker took over. No attempt was used.',
    cameTooLate: 'The verdict was there already',
    cameTooLateDetail: 'It stays as it is.',
  },
  announce: (verdict: string, summary: string) => `${verdict}. ${summary}`,
  used: (time: string, memory: string) => `${time} of CPU time, ${memory}`,
  milliseconds: (value: number) => (value < 1000 ? `${value} ms` : `${(value / 1000).toFixed(1)} s`),
  kilobytes: (value: number) => (value < 1024 ? `${value} KB` : `${Math.round(value / 1024)} MB`),
};
