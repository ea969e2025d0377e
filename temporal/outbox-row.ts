import type { Priority } from '#domain/processes/define-process.ts';
import type { ScheduleSpecification } from '#models/processes/outbox.ts';

/** A claimed row of the outbox, as the database gives it. */
export type OutboxRow = {
  id: string;
  organisation_id: string | null;
  kind: 'start' | 'signal' | 'signal_with_start' | 'schedule_put' | 'schedule_delete';
  workflow_type: string;
  workflow_id: string;
  signal_name: string | null;
  arguments: {
    start?: Record<string, unknown>;
    signal?: Record<string, unknown>;
    schedule?: ScheduleSpecification;
  };
  search_attributes: { user?: string; process?: string; priority?: Priority };
  restart: boolean;
  attempts: number;
  refusals: number;
};
