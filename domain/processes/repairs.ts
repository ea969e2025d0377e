/** What people may do about a process from the console (OPS-2); each with a reason, audited. */
export const repairNames = ['retry_now', 'cancel', 'skip', 'override', 'compensate', 'reassign'] as const;

export type RepairName = (typeof repairNames)[number];

/** A repair's last part of the path: POST …/processes/:workflow_id/retry. */
export const repairPaths = {
  retry_now: 'retry',
  cancel: 'cancel',
  skip: 'skip',
  override: 'override',
  compensate: 'compensate',
  reassign: 'reassign',
} as const satisfies Record<RepairName, string>;

/** The event that a repair leaves in the process's story. */
export const repairEvents = {
  retry_now: 'retry_requested',
  cancel: 'cancel_requested',
  skip: 'skip_requested',
  override: 'override_requested',
  compensate: 'compensate_requested',
  reassign: 'reassign_requested',
} as const satisfies Record<RepairName, string>;
