type Values = Record<string, unknown> | null;

export type Change = { field: string; before: unknown; after: unknown };

const isSame = (before: unknown, after: unknown): boolean =>
  (before ?? '') === (after ?? '') || JSON.stringify(before) === JSON.stringify(after);

/** What differs between two states of a thing, field by field; fields that stayed the same say nothing and are left out. */
export const changesBetween = (before: Values, after: Values): Change[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((change) => !isSame(change.before, change.after));
