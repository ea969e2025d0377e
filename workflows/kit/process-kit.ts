import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  log,
  makeContinueAsNewFunc,
  patched,
  setHandler,
  TemporalFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { DecisionName, ProcessDefinition } from '#domain/processes/define-process.ts';
import type { DecisionSignal, SteeringSignal } from '#domain/processes/process-signals.ts';
import {
  cancelSignal,
  compensateSignal,
  decideSignal,
  overrideSignal,
  reassignSignal,
  retryNowSignal,
  skipSignal,
} from './signals.ts';

/**
 * Thrown out of a step by somebody who ended the process there; `compensating` when what was done is to be undone.
 * A failure in Temporal's sense: a workflow that does not catch it ends, while any other error would make it hang.
 */
export class ProcessStopped extends ApplicationFailure {
  override readonly name = 'ProcessStopped';
  readonly compensating: boolean;
  constructor(compensating: boolean) {
    super(
      compensating ? 'The process is being undone.' : 'The process was cancelled.',
      'process_stopped',
      true,
    );
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

/** What can be told to begin anew: a step, a reminder, the undoing of a step. */
type WorkUnderWay = {
  name: string;
  scope?: CancellationScope;
  cancellable: boolean;
  /** Whether somebody can leave it out or take it as done; nothing else is ended by that wish. */
  canLeave: (how: Leaving) => boolean;
  /** Everything is undone meanwhile: it does not begin anew. */
  abandoned?: true;
};

type Leaving = 'skip' | 'override';

/** What the next run of an endless process has to know; carried in the memo, so that no workflow's input has a place for it. */
type CarriedOver = {
  seen: string[];
  chosen: [string, string][];
  leaving: [string, Leaving][];
  /** Said before anybody asked. */
  reassigned?: string;
};

/** A try that was told to end and then failed, or whose worker fell silent, has ended as well: Temporal does not try it again. */
const endedAsTold = (error: unknown): boolean =>
  isCancellation(error) || (error instanceof ActivityFailure && error.retryState === 'CANCEL_REQUESTED');

const memoKey = 'processKit';
// A message comes again when whoever delivered it died before that was noted: no more than a batch of the relay, which is 50, and a request's own.
const maxSeenCarriedOver = 100;

export type Decision<Choice extends string> = { choice: Choice; by: 'person' | 'deadline' };

/**
 * What a workflow tells its story with: named steps that people can steer, what undoes them, decisions, and an end.
 * Call it once, first thing in the workflow: signals that came before are handled then.
 * A signal that is delivered twice counts once. The names of steps are those of the process's definition.
 */
export function processKit<Definition extends ProcessDefinition>() {
  type Step = Definition['steps'][number];
  type Decisions = Definition['decisions'];
  type Choice<Name extends keyof Decisions & string> = Decisions[Name][number];
  const carried = workflowInfo().memo?.[memoKey] as CarriedOver | undefined;
  const seen = new Set<string>(carried?.seen);
  const underWay = new Set<WorkUnderWay>();
  const compensations: { step: string; undo: () => Promise<void> }[] = [];
  const chosen = new Map<string, string>(carried?.chosen);
  const leaving = new Map<string, Leaving>(carried?.leaving);
  let stopped: 'cancel' | 'compensate' | undefined;
  let undoing = false;
  let reassigned: ((to: string) => void) | undefined;
  let reassignedEarly: string | undefined = carried?.reassigned;

  const once =
    <Signal extends SteeringSignal>(act: (signal: Signal) => void) =>
    (signal: Signal): void => {
      if (seen.has(signal.outboxId)) return;
      seen.add(signal.outboxId);
      act(signal);
    };
  const endCancellable = (): void =>
    underWay.forEach(({ cancellable, scope }) => cancellable && scope?.cancel());
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
    once(() => underWay.forEach(({ scope }) => scope?.cancel())),
  );
  const leave = (how: Leaving) =>
    once(({ step }: SteeringSignal & { step?: string }) => {
      const meant = [...underWay].filter(({ name }) => step === undefined || step === name);
      if (meant.length === 0 && step !== undefined) leaving.set(step, how);
      for (const each of meant.filter(({ canLeave }) => canLeave(how))) {
        leaving.set(each.name, how);
        each.scope?.cancel();
      }
    });
  setHandler(skipSignal, leave('skip'));
  setHandler(overrideSignal, leave('override'));
  setHandler(
    decideSignal,
    once(({ decision, choice }: DecisionSignal) => void chosen.set(decision, choice)),
  );
  setHandler(
    reassignSignal,
    once(({ to }: SteeringSignal & { to: string }) => {
      if (reassigned) reassigned(to);
      else reassignedEarly = to;
    }),
  );

  /**
   * Does something until it is done, however often it is told to begin anew.
   * @param instead looks before each beginning whether it is to be done at all
   */
  async function untilDone<Result>(
    mine: WorkUnderWay,
    work: () => Promise<Result>,
    instead: () => { result: Result } | undefined,
  ): Promise<Result> {
    for (;;) {
      const other = instead();
      if (other) return other.result;
      underWay.add(mine);
      try {
        // Made inside, so that what cancels the workflow from outside does not reach what nobody can end.
        const run = () => (mine.scope = new CancellationScope()).run(work);
        return await (mine.cancellable ? run() : CancellationScope.nonCancellable(run));
      } catch (error) {
        const endedFromOutside = mine.cancellable && CancellationScope.current().consideredCancelled;
        if (!endedAsTold(error) || endedFromOutside) throw error;
      } finally {
        underWay.delete(mine);
      }
    }
  }

  /**
   * Does one step until it is done, however often it is told to begin anew. Several steps may run side by side.
   * That a process was ended counts for more than that a step be left out.
   * @param work calls the step's activity; that writes the step's name into the process's row itself
   * @throws ProcessStopped when somebody ended the process and the step has no result for that, or while everything is undone
   */
  async function step<Result>(
    name: Step,
    work: () => Promise<Result>,
    options: StepOptions<Result> = {},
  ): Promise<Result> {
    const results = { skip: options.whenSkipped, override: options.whenOverridden };
    const mine: WorkUnderWay = {
      name,
      cancellable: !options.uncancellable && !options.quick,
      canLeave: (how) => !options.quick && results[how] !== undefined,
    };
    let registered = false;
    const register = () => {
      if (options.compensate && !registered) compensations.unshift({ step: name, undo: options.compensate });
      registered = true;
    };
    const instead = (): { result: Result } | undefined => {
      if (undoing || mine.abandoned) throw new ProcessStopped(true);
      if (stopped !== undefined && !options.uncancellable) {
        if (stopped === 'cancel' && options.whenCancelled) return { result: options.whenCancelled() };
        throw new ProcessStopped(stopped === 'compensate');
      }
      const how = leaving.get(name);
      const result = how && results[how];
      // Taken as done by somebody: then it may have to be undone. Left out: only if it had begun.
      if (how !== 'skip' || !result) register();
      return result && { result: result() };
    };
    try {
      if (!options.quick) return await untilDone(mine, work, instead);
      if (undoing) throw new ProcessStopped(true);
      register();
      underWay.add(mine);
      return await CancellationScope.nonCancellable(work);
    } finally {
      underWay.delete(mine);
      // A wish counts for this step, not for a later one of the same name.
      leaving.delete(name);
    }
  }

  /**
   * Undoes what was done, the last first, whatever was cancelled meanwhile. Steps that are under way beside it are ended before:
   * what is still being done cannot be undone. One that fails for good does not keep the others from being undone.
   * @throws the first such failure, after all were tried
   */
  async function compensate(): Promise<void> {
    const failures: unknown[] = [];
    undoing = true;
    await CancellationScope.nonCancellable(async () => {
      for (const each of underWay) {
        each.abandoned = true;
        if (each.cancellable) each.scope?.cancel();
      }
      if (underWay.size > 0) await condition(() => underWay.size === 0);
      for (let next = compensations.shift(); next; next = compensations.shift()) {
        const mine: WorkUnderWay = { name: next.step, cancellable: false, canLeave: () => false };
        try {
          await untilDone(mine, next.undo, () => undefined);
        } catch (error) {
          failures.push(error);
        }
      }
    });
    undoing = false;
    if (failures.length > 0) throw failures[0];
  }

  /** Reminds once. That it fails for good keeps nobody from deciding; its activity has told so. */
  async function remindOnce(name: string, remind: () => Promise<void>, isOver: () => boolean): Promise<void> {
    const mine: WorkUnderWay = { name, cancellable: true, canLeave: () => false };
    try {
      await untilDone(mine, remind, () => (isOver() ? { result: undefined } : undefined));
    } catch (error) {
      if (!endedAsTold(error)) log.warn('a reminder failed', { decision: name, error });
    }
  }

  /**
   * Waits until a person has decided, reminding them, at most until the deadline. A reminder that takes its time moves neither.
   * A decision counts once: to ask again under the same name is to wait again. One that comes after its deadline would count for the next of its name,
   * so a process that asks several times numbers its questions (`review 2`).
   * @param name of the decision in the process's definition, as the route that writes it signals it
   * @param wait.milliseconds until the deadline; undefined: for as long as it takes
   * @param wait.atDeadline what counts when nobody has decided by then
   * @param wait.reminders after so many milliseconds each; a reminder is an activity of its own. None is sent at the deadline or after it.
   * @throws ProcessStopped when the process was ended meanwhile
   */
  async function decision<Name extends keyof Decisions & string>(
    name: DecisionName<Name>,
    wait: {
      reminders?: readonly { after: number; remind: () => Promise<void> }[];
    } & ({ milliseconds: number; atDeadline: Choice<Name> } | { milliseconds?: undefined }),
  ): Promise<Decision<Choice<Name>>> {
    const began = Date.now();
    let over = false;
    const decided = () => chosen.has(name) || stopped !== undefined || undoing;
    const left = (until: number) => Math.max(1, began + until - Date.now());
    const answer = (): Decision<Choice<Name>> => {
      const choice = chosen.get(name);
      if (choice === undefined) throw new ProcessStopped(stopped !== 'cancel');
      chosen.delete(name);
      return { choice, by: 'person' };
    };
    const { milliseconds } = wait;
    const due = (wait.reminders ?? [])
      .filter(({ after }) => milliseconds === undefined || after < milliseconds)
      .toSorted((one, other) => one.after - other.after);
    const reminders = new CancellationScope();
    try {
      for (const { after, remind } of due) {
        if (await condition(decided, left(after))) return answer();
        const reminding = reminders.run(() => remindOnce(name, remind, () => over));
        // Decisions that began before reminders ran beside the deadline waited for each.
        if (!patched('reminders-beside-deadline')) await reminding;
      }
      if (milliseconds === undefined) await condition(decided);
      else if (!(await condition(decided, left(milliseconds))))
        return { choice: wait.atDeadline, by: 'deadline' };
      return answer();
    } finally {
      over = true;
      reminders.cancel();
    }
  }

  return {
    step,
    decision,
    compensate,
    /** Lists the process under its state in Temporal's UI; for ops, never read for correctness. */
    show: (state: Definition['states'][number]) => upsertSearchAttributes({ state: [state] }),
    /** What to do when somebody else is to decide from now on; also when that was said before. */
    onReassign: (act: (to: string) => void): void => {
      reassigned = act;
      if (reassignedEarly !== undefined) act(reassignedEarly);
      reassignedEarly = undefined;
    },
    /**
     * For a process without an end: begins its history anew when the server suggests it, after every signal was handled. Nothing may be under way.
     * What people asked for and what was delivered goes along: a message that comes again counts once in the new run too.
     * One that was ended goes on here, and stops at its next step.
     */
    continueAsNewWhenSuggested: async (...input: unknown[]): Promise<void> => {
      if (!workflowInfo().continueAsNewSuggested) return;
      await condition(allHandlersFinished);
      if (stopped !== undefined) return;
      const memo: CarriedOver = {
        seen: [...seen].slice(-maxSeenCarriedOver),
        chosen: [...chosen],
        leaving: [...leaving],
        ...(reassignedEarly !== undefined && { reassigned: reassignedEarly }),
      };
      await makeContinueAsNewFunc({ memo: { ...workflowInfo().memo, [memoKey]: memo } })(...input);
    },
  };
}

/**
 * Runs a story whose steps are undone when it cannot be brought to its end: a person stopped it, or a step failed for good.
 * An error of the workflow's own code is neither: nothing is undone, and Temporal waits for a version without it.
 * @param ended what the process comes to then; `stopped` when a person asked for it
 * @throws the first failure of what undoes a step; then `ended` is not asked
 */
export async function orCompensate<Result>(
  kit: Pick<ReturnType<typeof processKit>, 'compensate'>,
  story: () => Promise<Result>,
  ended: (why: { stopped: boolean }) => Promise<Result>,
): Promise<Result> {
  try {
    return await story();
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    await kit.compensate();
    return CancellationScope.nonCancellable(() => ended({ stopped: error instanceof ProcessStopped }));
  }
}
