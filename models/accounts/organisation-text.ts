import { Model } from 'objection';
import type { Knex } from 'knex';
import type { OrganisationTextKind } from '#domain/accounts/organisation-texts.ts';
import type { SiteLanguage } from '#domain/accounts/site-languages.ts';

/** What an organisation wrote of a kind in a language, as Markdown. */
export class OrganisationText extends Model {
  static override tableName = 'organisation_texts';
  static override idColumn = ['organisation_id', 'kind', 'language'];

  declare organisation_id: string;
  declare kind: OrganisationTextKind;
  declare language: SiteLanguage;
  /** null: taken back; the platform's own text is shown again. */
  declare body: string | null;
  /** Goes up with each change, taking back included. */
  declare revision: number;
  declare updated_at: Date;
  declare updated_by: string;
}

/**
 * The text a reader gets: in their language, else in English, else in the first that it was written in.
 * @param trx inside the organisation's scope
 * @returns undefined when the organisation wrote none of this kind
 */
export const findTextFor = async (
  trx: Knex.Transaction,
  { kind, language }: { kind: OrganisationTextKind; language: string },
): Promise<OrganisationText | undefined> =>
  OrganisationText.query(trx)
    .where({ kind })
    .whereNotNull('body')
    .orderByRaw(`language = ? desc, language = 'en' desc, language`, [language])
    .first();

/**
 * Keeps a text, if it is still the revision that its writer saw.
 * @param trx inside the organisation's scope
 * @param text.body null takes it back
 * @param text.revision what the writer saw; 0 when nobody had written one
 * @returns undefined when somebody else changed it since
 */
export async function keepText(
  trx: Knex.Transaction,
  text: Pick<OrganisationText, 'kind' | 'language' | 'body' | 'revision' | 'updated_by'>,
): Promise<OrganisationText | undefined> {
  const { kind, language, revision, ...written } = text;
  if (revision === 0) {
    const [inserted] = await trx<OrganisationText>('organisation_texts')
      .insert({ ...written, kind, language, organisation_id: trx.raw('current_organisation_id()') })
      .onConflict(['organisation_id', 'kind', 'language'])
      .ignore()
      .returning('*');
    return inserted;
  }
  const [updated] = await trx<OrganisationText>('organisation_texts')
    .where({ kind, language, revision })
    .update({ ...written, revision: revision + 1, updated_at: trx.fn.now() })
    .returning('*');
  return updated;
}
