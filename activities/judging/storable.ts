/** PostgreSQL stores neither NUL nor half a surrogate pair, in text and in jsonb. */
export function storableText(text: string, atMost: number): string {
  const cut = text.length > atMost ? text.slice(0, atMost) : text;
  return cut.replaceAll('\0', '␀').toWellFormed();
}

/** The same for every text inside a JSON value, keys included. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storableText(inner, 100_000);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, item]) => [storableText(key, 1_000), item]));
  });
}
