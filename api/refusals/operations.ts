/** What those who look after processes and webhooks can meet. */
export const operationRefusals = {
  no_such_process: ['NOT_FOUND', 'There is no such process.'],
  process_not_yours: ['NOT_FOUND', 'There is no such process, or it is not yours to see.'],
  repair_does_not_fit: ['CONFLICT', 'A process of this kind cannot be repaired by “{repair}”.'],
  repair_forbidden: ['FORBIDDEN', 'Your role does not allow this repair.'],
  process_ended: ['CONFLICT', 'This process has already ended: {state}.'],
  process_just_ended: ['CONFLICT', 'This process has just ended.'],
  no_such_event: ['NOT_FOUND', 'There is no such event.'],
  event_not_deliverable: ['CONFLICT', 'This event is {state}: there is nothing to deliver again.'],
} as const;
