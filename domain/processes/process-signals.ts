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

/** Every signal with what it carries besides the outbox's id. */
export type SignalArguments = {
  cancel: Record<string, never>;
  retry_now: Record<string, never>;
  skip: { step?: string; reason: string };
  override: { step?: string; reason: string };
  compensate: { reason: string };
  reassign: { to: string; reason: string };
  decide: { decision: string; choice: string };
  outside_event: { webhookEventId: string; provider: string; type: string };
};

export type SignalName = keyof SignalArguments;
