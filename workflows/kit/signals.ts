import { defineSignal } from '@temporalio/workflow';
import {
  cancelSignalName,
  compensateSignalName,
  decideSignalName,
  overrideSignalName,
  reassignSignalName,
  retryNowSignalName,
  skipSignalName,
} from '#domain/processes/process-signals.ts';
import type { DecisionSignal, SteeringSignal, StepSignal } from '#domain/processes/process-signals.ts';

/** Ends what can be ended. The database has decided it already. */
export const cancelSignal = defineSignal<[SteeringSignal]>(cancelSignalName);
/** Begins the waiting step anew instead of at its next try. */
export const retryNowSignal = defineSignal<[SteeringSignal]>(retryNowSignalName);
/** Goes on without a step. */
export const skipSignal = defineSignal<[StepSignal]>(skipSignalName);
/** Takes a step as done. */
export const overrideSignal = defineSignal<[StepSignal]>(overrideSignalName);
/** Undoes what was done and ends the process. */
export const compensateSignal = defineSignal<[SteeringSignal & { reason: string }]>(compensateSignalName);
/** Gives what is waited for to another person. */
export const reassignSignal =
  defineSignal<[SteeringSignal & { to: string; reason: string }]>(reassignSignalName);
/** Tells what a person decided; the database holds the decision. */
export const decideSignal = defineSignal<[DecisionSignal]>(decideSignalName);
