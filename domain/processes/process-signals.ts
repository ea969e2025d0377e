/** Names of the signals every process understands; sender and handler share them. */
export const cancelSignalName = 'cancel';
export const retryNowSignalName = 'retry_now';

/** Each signal carries the id of its outbox row: a repeated delivery is told from a second wish by it. */
export type SteeringSignal = { outboxId: string };
