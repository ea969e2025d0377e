import type { Knex } from 'knex';
import type { OrganisationText } from './organisation-text.ts';

export type WrittenText = Pick<
  OrganisationText,
  'kind' | 'language' | 'body' | 'revision' | 'updated_at' | 'updated_by'
> & { updated_by_name: string };

/**
 * What an organisation wrote, or took back, with who did so last: all of it, five kinds in a few languages.
 * @param trx inside the organisation's scope
 */
export const findOrganisationTexts = (trx: Knex.Transaction): Promise<WrittenText[]> =>
  trx('organisation_texts')
    .join('users', 'users.id', 'organisation_texts.updated_by')
    .select<WrittenText[]>(
      'organisation_texts.kind',
      'organisation_texts.language',
      'body',
      'revision',
      'organisation_texts.updated_at',
      'updated_by',
      'users.name as updated_by_name',
    )
    .orderBy(['organisation_texts.kind', 'organisation_texts.language']);
