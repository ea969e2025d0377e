import type { DecisionName, ProcessDefinition } from './define-process.ts';
import type { DefinitionOf } from './index.ts';

/** Names of the signals every process understands; sender and handler share them. */
export const cancelSignalName = 'cancel';
export const retryNowSignalName = 'retry_now';
export const skipSignalName = 'skip';
export const overrideSignalName = 'override';
export const compensateSignalName = 'compensate';
export const reassignSignalName = 'reassign';
/** A person's decision that a process waits for, by the decision's name. */
export const decideSignalName = 'decide';
/** A provider told of something that the process is about; the event is read by its id (`webhook_events`). It may come again and in any order. */
export const outsideEventSignalName = 'outside_event';

/** Each signal carries the id of its outbox row: a repeated delivery is told from a second wish by it. */
export type SteeringSignal = { outboxId: string };

/** `step` names the one that is meant; without it the one that is under way. */
export type StepSignal = SteeringSignal & { step?: string; reason?: string };

export type DecisionSignal = SteeringSignal & { decision: string; choice: string };

export type OutsideEventSignal = SteeringSignal & { webhookEventId: string; provider: string; type: string };

/** Every signal but `decide` with what it carries besides the outbox's id. */
export type SignalArguments = {
  cancel: Record<string, never>;
  retry_now: Record<string, never>;
  skip: { step?: string; reason: string };
  override: { step?: string; reason: string };
  compensate: { reason: string };
  reassign: { to: string; reason: string };
  outside_event: { webhookEventId: string; provider: string; type: string };
};

type DecidedOf<Decisions extends ProcessDefinition['decisions']> = {
  [Name in keyof Decisions & string]: { decision: DecisionName<Name>; choice: Decisions[Name][number] };
}[keyof Decisions & string];

/** What a process of ours waits to be decided; nothing can be decided for one whose kind is known only at run time. */
type DecidedFor<WorkflowId extends string> = DecidedOf<DefinitionOf<WorkflowId>['decisions']>;

/** What a signal to this process carries. */
export type SignalArgument<Name extends SignalName, WorkflowId extends string> = Name extends 'decide'
  ? DecidedFor<WorkflowId>
  : SignalArguments[Exclude<Name, 'decide'>];

export type SignalName = keyof SignalArguments | 'decide';
