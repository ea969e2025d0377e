import { membersOf, readNumber } from './exact-number.ts';

/** Deeper than any value that comes out of the sandbox; what lies below is left out rather than walked. */
const deepest = 250;

/**
 * A test's value for people to read: JSON with each number as written, not as tagged, and without escapes. Never throws, whatever it is given.
 * @param layout.indent puts each item on a line of its own, one space deeper a level (as far as 16)
 * @param layout.atMost characters, about; the rest is not written
 */
export function writeValue(
  value: unknown,
  { indent = false, atMost = 1_000_000 }: { indent?: boolean; atMost?: number } = {},
): string {
  const parts: string[] = [];
  let length = 0;
  const put = (text: string): void => {
    parts.push(text);
    length += text.length;
  };
  const lineBreak = (depth: number): void => {
    if (indent) put(`\n${' '.repeat(Math.min(depth, 16))}`);
  };
  const list = <Item>(
    [open, close]: readonly [string, string],
    items: readonly Item[],
    depth: number,
    writeItem: (item: Item) => void,
  ): void => {
    put(open);
    for (const [index, item] of items.entries()) {
      if (length > atMost) break;
      if (index > 0) put(',');
      lineBreak(depth + 1);
      writeItem(item);
    }
    if (items.length > 0) lineBreak(depth);
    put(close);
  };
  const write = (inner: unknown, depth: number): void => {
    const number = readNumber(inner);
    if (number) return put(typeof inner === 'number' ? shortText(inner) : number.text);
    if (typeof inner === 'string') return put(JSON.stringify(inner.slice(0, atMost)));
    if (typeof inner !== 'object' || inner === null)
      return put(JSON.stringify(inner ?? null) ?? typeof inner);
    if (depth > deepest) return put('…');
    if (Array.isArray(inner)) return list(['[', ']'], inner, depth, (item) => write(item, depth + 1));
    const members = membersOf(inner);
    list(['{', '}'], Object.keys(members), depth, (key) => {
      put(`${JSON.stringify(key)}:${indent ? ' ' : ''}`);
      write(members[key], depth + 1);
    });
  };
  write(value, 0);
  return parts.join('');
}

/** A large double by all its digits, as long as they are few: the shortest text that means it would read like another number. */
function shortText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(BigInt(value)) : String(value);
}
