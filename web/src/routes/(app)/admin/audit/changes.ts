type Values = Record<string, unknown> | null;

export type Change = { field: string; before: string; after: string };

const written = (value: unknown, nothing: string): string => {
  if (value === undefined || value === null || value === '') return nothing;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** What differs between two states of a thing, field by field; fields that stayed the same say nothing and are left out. */
export const changesBetween = (before: Values, after: Values, nothing: string): Change[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((field) => ({
      field: field.replaceAll('_', ' '),
      before: written(before?.[field], nothing),
      after: written(after?.[field], nothing),
    }))
    .filter((change) => change.before !== change.after);
