import type { SubmitFunction } from '$app/forms';
import { onDestroy } from 'svelte';
import type { Run, Submission } from '#lib/api/types.ts';
import type { Reader } from '#lib/time.ts';
import type { Texts } from '#lib/texts/index.ts';
import { problemOf, type Problem, type Sent } from './problem-of.ts';

/** How long an answer may take before one is told that it takes long, and before it is given up, in ms. The site itself gives the API 20 s. */
const slowAfter = 1000;
const givenUpAfter = 30_000;

type Options = {
  texts: Texts;
  reader: Reader;
  onstart: (what: Sent) => void;
  onrun: (run: Run) => void;
  onsubmission: (submission: Submission) => void;
};

/**
 * Sends the workbench's form and keeps the workbench, whatever becomes of the request: lost, refused, or not answered in time.
 * Sending the same work again is safe, because its idempotency key stays the same. Call it while a component is made.
 */
export const sendWork = ({ texts: t, reader, onstart, onrun, onsubmission }: Options) => {
  let busy = $state<Sent | null>(null);
  let slow = $state(false);
  let problem = $state<Problem>();
  let timers: ReturnType<typeof setTimeout>[] = [];

  const settle = (found?: Problem) => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    busy = null;
    slow = false;
    problem = found;
  };
  onDestroy(settle);

  const submit: SubmitFunction = ({ action, controller, cancel }) => {
    if (busy) return cancel();
    const what = action.search === '?/run' ? 'run' : 'submit';
    problem = undefined;
    busy = what;
    onstart(what);
    timers = [
      setTimeout(() => (slow = true), slowAfter),
      setTimeout(() => {
        controller.abort();
        settle({ words: navigator.onLine ? t.workbench.noAnswer : t.workbench.offline, again: what });
      }, givenUpAfter),
    ];
    return async ({ result, update }) => {
      if (result.type === 'redirect') return update();
      if (result.type === 'success') {
        settle();
        if (result.data?.submission) onsubmission(result.data.submission as Submission);
        else if (result.data?.run) onrun(result.data.run as Run);
        return;
      }
      const refusal = result.type === 'failure' ? { ...result.data, status: result.status } : result.error;
      settle(problemOf(what, refusal, navigator.onLine, t, reader));
    };
  };

  return {
    get busy() {
      return busy;
    },
    /** True when an answer takes long enough to be spoken of. */
    get slow() {
      return slow;
    },
    get problem() {
      return problem;
    },
    /** What the server said of a form that was sent without scripts. */
    told: (words: string | undefined): void => {
      problem = words ? { words, again: null } : undefined;
    },
    /** The browser is connected again. */
    reconnected: (): void => {
      if (problem?.words === t.workbench.offline) problem = { ...problem, words: t.workbench.connected };
    },
    submit,
  };
};
