import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { ProcessDefinition } from '#domain/processes/define-process.ts';
import type { SteeringSignal } from '#domain/processes/process-signals.ts';
import {
  cancelSignal,
  compensateSignal,
  decideSignal,
  overrideSignal,
  reassignSignal,
  retryNowSignal,
  skipSignal,
} from './signals.ts';

/** Thrown out of a step by somebody who ended the process there; `compensating` when what was done is to be undone. */
export class ProcessStopped extends Error {
  override name = 'ProcessStopped';
  readonly compensating: boolean;
  constructor(compensating: boolean) {
    super(compensating ? 'The process is being undone.' : 'The process was cancelled.');
    this.compensating = compensating;
  }
}

export type StepOptions<Result> = {
  /** What the step comes to when it is cancelled; without it the whole process stops there. */
  whenCancelled?: () => Result;
  /** What the step comes to when somebody skips it; without it it cannot be skipped. */
  whenSkipped?: () => Result;
  /** What the step comes to when somebody takes it as done; without it it cannot be overridden. */
  whenOverridden?: () => Result;
  /** Undoes the step. Registered before the work, because a step that failed may have done it all the same; so it must bear that nothing was done. */
  compensate?: () => Promise<void>;
  /** Nobody can end it half-way; that the process was cancelled counts at the next step. */
  uncancellable?: true;
  /** A quick one in the database: neither ended nor begun anew by anybody. */
  quick?: true;
};

type StepUnderWay = {
  name: string;
  scope: CancellationScope;
  cancellable: boolean;
  leave?: 'skip' | 'override';
};

export type Decision<Choice extends string> = { choice: Choice; by: 'person' | 'deadline' };

/**
 * What a workflow tells its story with: named steps that people can steer, what undoes them, decisions, and an end.
 * Call it once, first thing in the workflow: signals that came before are handled then.
 * A signal that is delivered twice counts once. The names of steps are those of the process's definition.
 */
export function processKit<Definition extends ProcessDefinition>() {
  type Step = Definition['steps'][number];
  const seen = new Set<string>();
  const underWay = new Set<StepUnderWay>();
  const compensations: { step: string; undo: () => Promise<void> }[] = [];
  const chosen = new Map<string, string>();
  const leaving = new Map<string, 'skip' | 'override'>();
  let stopped: 'cancel' | 'compensate' | undefined;
  let reassigned: ((to: string) => void) | undefined;

  const once =
    <Signal extends SteeringSignal>(act: (signal: Signal) => void) =>
    (signal: Signal): void => {
      if (seen.has(signal.outboxId)) return;
      seen.add(signal.outboxId);
      act(signal);
    };
  const endCancellable = (): void =>
    underWay.forEach(({ cancellable, scope }) => cancellable && scope.cancel());
  setHandler(
    cancelSignal,
    once(() => {
      stopped ??= 'cancel';
      endCancellable();
    }),
  );
  setHandler(
    compensateSignal,
    once(() => {
      stopped = 'compensate';
      endCancellable();
    }),
  );
  setHandler(
    retryNowSignal,
    once(() => underWay.forEach(({ scope }) => scope.cancel())),
  );
  const leave = (how: 'skip' | 'override') =>
    once(({ step }: SteeringSignal & { step?: string }) => {
      const meant = [...underWay].filter(({ name }) => step === undefined || step === name);
      if (meant.length === 0 && step !== undefined) leaving.set(step, how);
      for (const each of meant) {
        leaving.set(each.name, how);
        each.scope.cancel();
      }
    });
  setHandler(skipSignal, leave('skip'));
  setHandler(overrideSignal, leave('override'));
  setHandler(
    decideSignal,
    once(({ decision, choice }) => void chosen.set(decision, choice)),
  );
  setHandler(
    reassignSignal,
    once(({ to }) => reassigned?.(to)),
  );

  /** What people have asked of a step that is not done. */
  function left<Result>(name: string, options: StepOptions<Result>): { result: Result } | undefined {
    const how = leaving.get(name);
    const result = how === 'skip' ? options.whenSkipped : options.whenOverridden;
    if (how === undefined || result === undefined) return undefined;
    leaving.delete(name);
    return { result: result() };
  }

  /**
   * Does one step until it is done, however often it is told to begin anew. Several steps may run side by side.
   * @param work calls the step's activity; that writes the step's name into the process's row itself
   * @throws ProcessStopped when somebody ended the process and the step has no result for that
   */
  async function step<Result>(
    name: Step,
    work: () => Promise<Result>,
    options: StepOptions<Result> = {},
  ): Promise<Result> {
    if (options.compensate) compensations.unshift({ step: name, undo: options.compensate });
    if (options.quick) return CancellationScope.nonCancellable(work);
    for (;;) {
      const instead = left(name, options);
      if (instead) return instead.result;
      if (stopped !== undefined && !options.uncancellable) {
        if (stopped === 'cancel' && options.whenCancelled) return options.whenCancelled();
        throw new ProcessStopped(stopped === 'compensate');
      }
      const scope = new CancellationScope();
      const mine: StepUnderWay = { name, scope, cancellable: !options.uncancellable };
      underWay.add(mine);
      try {
        return await (options.uncancellable
          ? CancellationScope.nonCancellable(() => scope.run(work))
          : scope.run(work));
      } catch (error) {
        const byPeople = isCancellation(error) && !CancellationScope.current().consideredCancelled;
        if (!byPeople) throw error;
      } finally {
        underWay.delete(mine);
      }
    }
  }

  /**
   * Undoes what was done, the last first, whatever was cancelled meanwhile. One that fails for good does not keep the others from being undone.
   * @throws the first such failure, after all were tried
   */
  async function compensate(): Promise<void> {
    const failures: unknown[] = [];
    await CancellationScope.nonCancellable(async () => {
      for (let next = compensations.shift(); next; next = compensations.shift()) {
        try {
          await next.undo();
        } catch (error) {
          failures.push(error);
        }
      }
    });
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Waits until a person has decided, reminding them, at most until the deadline.
   * @param name of the decision, as the route that writes it signals it
   * @param wait.milliseconds until the deadline; undefined: for as long as it takes
   * @param wait.atDeadline what counts when nobody has decided by then
   * @param wait.reminders after so many milliseconds each, in order; a reminder is an activity of its own
   * @throws ProcessStopped when the process was ended meanwhile
   */
  async function decision<Choice extends string>(
    name: string,
    wait: {
      milliseconds?: number;
      atDeadline?: Choice;
      reminders?: readonly { after: number; remind: () => Promise<void> }[];
    },
  ): Promise<Decision<Choice>> {
    const decided = () => chosen.has(name) || stopped !== undefined;
    const answer = (): Decision<Choice> => {
      if (chosen.has(name)) return { choice: chosen.get(name) as Choice, by: 'person' };
      throw new ProcessStopped(stopped === 'compensate');
    };
    let waited = 0;
    const due = (wait.reminders ?? []).filter(
      ({ after }) => wait.milliseconds === undefined || after < wait.milliseconds,
    );
    for (const { after, remind } of due) {
      if (await condition(decided, after - waited)) return answer();
      waited = after;
      await remind();
    }
    if (wait.milliseconds === undefined) {
      await condition(decided);
      return answer();
    }
    if (await condition(decided, Math.max(1, wait.milliseconds - waited))) return answer();
    return { choice: wait.atDeadline as Choice, by: 'deadline' };
  }

  return {
    step,
    decision,
    compensate,
    /** Lists the process under its state in Temporal's UI; for ops, never read for correctness. */
    show: (state: Definition['states'][number]) => upsertSearchAttributes({ state: [state] }),
    /** What to do when somebody else is to decide from now on. */
    onReassign: (act: (to: string) => void) => void (reassigned = act),
    /** For a process without an end: begins its history anew when the server suggests it, after every signal was handled. Nothing may be under way. */
    continueAsNewWhenSuggested: async (...input: unknown[]): Promise<void> => {
      if (!workflowInfo().continueAsNewSuggested) return;
      await condition(allHandlersFinished);
      await continueAsNew(...input);
    },
  };
}

/**
 * Runs a story whose steps are undone when it cannot be brought to its end: a person stopped it, or a step failed for good.
 * @param ended what the process comes to then; `stopped` when a person asked for it
 */
export async function orCompensate<Result>(
  kit: Pick<ReturnType<typeof processKit>, 'compensate'>,
  story: () => Promise<Result>,
  ended: (why: { stopped: boolean }) => Promise<Result>,
): Promise<Result> {
  try {
    return await story();
  } catch (error) {
    await kit.compensate();
    return CancellationScope.nonCancellable(() => ended({ stopped: error instanceof ProcessStopped }));
  }
}
