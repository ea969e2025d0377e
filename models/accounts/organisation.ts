import { Model } from 'objection';

/** A tenant. */
export class Organisation extends Model {
  static override tableName = 'organisations';

  declare id: string;
  declare slug: string;
  declare name: string;
  declare primary_colour: string | null;
  /** Which parts of the product it uses: `{ grading: true }`. */
  declare modules: Record<string, boolean>;
  declare open_registration: boolean;
  /** As it is written on a letter, in lines. */
  declare postal_address: string | null;
  declare contact_email: string | null;
  declare created_at: Date;
  declare updated_at: Date;
}
