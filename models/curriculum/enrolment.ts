import { Model } from 'objection';

export type EnrolmentStatus = 'active' | 'completed' | 'cancelled';

/** A student's right to a course. */
export class Enrolment extends Model {
  static override tableName = 'enrolments';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  declare course_id: string;
  declare status: EnrolmentStatus;
  declare enrolled_at: Date;
  declare completed_at: Date | null;
}
