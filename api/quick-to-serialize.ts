/**
 * Schemas of answers as fast-json-stringify writes them fastest: “this or null” as `nullable`, for which it need not try the alternatives one after another
 * (twenty rows of six such fields took as long as everything else of their request). What is written stays the same.
 *
 * One of several texts is written as any text: during an upgrade, and after one that was taken back, a process reads values that only the version after it
 * names. It tells them on, where it would have failed.
 */
export function quickToSerialize<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(quickToSerialize) as Schema;
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) copy[key] = quickToSerialize(value);
  if (Array.isArray(copy.enum) && copy.enum.every((value) => typeof value === 'string')) {
    delete copy.enum;
    copy.type = 'string';
  }
  const { anyOf, ...others } = copy;
  const alternatives = Array.isArray(anyOf)
    ? (anyOf as { type?: unknown }[]).filter(({ type }) => type !== 'null')
    : [];
  // Without a type of its own, such as one of several constants, “nullable” would say nothing.
  const isNullable =
    Array.isArray(anyOf) &&
    anyOf.length === 2 &&
    alternatives.length === 1 &&
    typeof alternatives[0]?.type === 'string';
  return (isNullable ? { ...others, ...alternatives[0], nullable: true } : copy) as Schema;
}
