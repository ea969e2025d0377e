import { Model } from 'objection';
import type { ProcessKind } from '#domain/processes/index.ts';
import type { WaitingCode } from '#domain/processes/waiting.ts';

/** One process: where it stands, for people, for the reconciler and for whoever restarts it. */
export class Process extends Model {
  static override tableName = 'processes';
  static override idColumn = 'workflow_id';
  static override jsonAttributes = ['input'];

  declare workflow_id: string;
  /** null: a process of the platform itself. */
  declare organisation_id: string | null;
  declare kind: ProcessKind;
  declare row_id: string;
  /** Whom it is for. */
  declare user_id: string | null;
  declare subject_type: string | null;
  declare subject_id: string | null;
  declare state: string;
  declare step: string | null;
  declare priority: number;
  declare waiting_for: WaitingCode | null;
  declare waiting_until: Date | null;
  /** Of the same fault, one after another. */
  declare fault_count: number;
  /** Of ours, since it last went on, whatever their codes. */
  declare own_fault_count: number;
  declare fault_code: string | null;
  declare last_fault: string | null;
  declare last_fault_at: Date | null;
  declare needs_person: boolean;
  declare needs_person_since: Date | null;
  /** Why Temporal will not take it. */
  declare undeliverable: string | null;
  declare restarts: number;
  declare revision: number;
  declare input: Record<string, unknown>;
  declare started_at: Date;
  /** The reconciler looks at it again after this. */
  declare checked_at: Date;
  declare finished_at: Date | null;
}
