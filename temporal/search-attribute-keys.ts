import { SearchAttributeType, TypedSearchAttributes, defineSearchAttributeKey } from '@temporalio/common';

export const organisationKey = defineSearchAttributeKey('organisation', SearchAttributeType.KEYWORD);
export const userKey = defineSearchAttributeKey('user', SearchAttributeType.KEYWORD);
export const processKey = defineSearchAttributeKey('process', SearchAttributeType.KEYWORD);
export const stateKey = defineSearchAttributeKey('state', SearchAttributeType.KEYWORD);

/** What a new process is listed by in Temporal; for ops, never read for correctness. */
export function searchAttributesOf(row: {
  organisation_id: string | null;
  search_attributes: { user?: string; process?: string };
}): TypedSearchAttributes {
  const { user, process } = row.search_attributes;
  return new TypedSearchAttributes([
    ...(row.organisation_id === null ? [] : [{ key: organisationKey, value: row.organisation_id }]),
    ...(user ? [{ key: userKey, value: user }] : []),
    ...(process ? [{ key: processKey, value: process }] : []),
  ]);
}
