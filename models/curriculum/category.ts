import { Model } from 'objection';

/** A shelf of the catalogue. */
export class Category extends Model {
  static override tableName = 'categories';

  declare id: string;
  declare organisation_id: string;
  declare slug: string;
  declare name: string;
  declare position: number;
}
