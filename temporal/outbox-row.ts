/** A claimed row of the outbox, as the database gives it. */
export type OutboxRow = {
  id: string;
  organisation_id: string;
  kind: 'start' | 'signal' | 'signal_with_start';
  workflow_type: string;
  workflow_id: string;
  signal_name: string | null;
  arguments: { start?: Record<string, unknown>; signal?: Record<string, unknown> };
  search_attributes: { user?: string; process?: string };
  restart: boolean;
  attempts: number;
};
