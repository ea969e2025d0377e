import { Model } from 'objection';
import type { Role } from '#domain/permissions.ts';

/** A person's place in an organisation: their role there, and whether they may still sign in to it. */
export class Membership extends Model {
  static override tableName = 'memberships';
  static override idColumn = ['organisation_id', 'user_id'];

  declare organisation_id: string;
  declare user_id: string;
  declare role: Role;
  declare status: 'active' | 'deactivated' | 'left';
  /** Students a trainer may have. */
  declare capacity: number;
  declare created_at: Date;
}
