import { diffArrays, diffChars } from 'diff';

export type Part = { text: string; changed: boolean };
/** `number` is null for a mark that stands for lines left out. */
export type Side = { number: number | null; parts: Part[] };
/** One row of the two columns; null where a side has no such line. */
export type DifferenceRow = { same: boolean; expected: Side | null; actual: Side | null };

/** Longer texts are compared line by line only, and cut at this many lines: the first difference is what teaches. */
const limits = { lines: 400, lineLength: 2000 };

const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  // A last line without an end and one with it are the same line to a reader.
  if (lines.at(-1) === '') lines.pop();
  return lines.slice(0, limits.lines);
};

const plain = (text: string): Part[] => [{ text, changed: false }];

/** Marks the characters two lines differ in. */
const pairOf = (expected: string, actual: string): { expected: Part[]; actual: Part[] } => {
  if (expected.length > limits.lineLength || actual.length > limits.lineLength)
    return { expected: [{ text: expected, changed: true }], actual: [{ text: actual, changed: true }] };
  const changes = diffChars(expected, actual);
  return {
    expected: changes
      .filter((change) => !change.added)
      .map((change) => ({ text: change.value, changed: change.removed })),
    actual: changes
      .filter((change) => !change.removed)
      .map((change) => ({ text: change.value, changed: change.added })),
  };
};

/** The API shows the lines around the first difference; this mark stands where it left lines out. */
const leftOut = '…';

/** Gives the rows the numbers their lines have in the whole output, when the first differing line is known to be `line` there. */
const renumber = (rows: DifferenceRow[], line: number): DifferenceRow[] => {
  const first = rows.find((row) => !row.same);
  const shift = line - (first?.expected?.number ?? first?.actual?.number ?? line);
  const sideOf = (side: Side | null): Side | null =>
    side === null
      ? null
      : { ...side, number: side.parts[0]?.text === leftOut ? null : (side.number ?? 0) + shift };
  return rows.map((row) => ({ ...row, expected: sideOf(row.expected), actual: sideOf(row.actual) }));
};

/**
 * Lays expected and actual output side by side: equal lines level with each other, changed ones with their changed characters marked.
 * `firstDifference` is the number of the first differing line in the whole output, of which these may be a part.
 */
export const compareOutputs = (
  expected: string,
  actual: string,
  firstDifference?: number,
): DifferenceRow[] => {
  const rows = alignLines(expected, actual);
  return firstDifference === undefined ? rows : renumber(rows, firstDifference);
};

const alignLines = (expected: string, actual: string): DifferenceRow[] => {
  const rows: DifferenceRow[] = [];
  let expectedNumber = 0;
  let actualNumber = 0;
  let removed: string[] = [];
  let added: string[] = [];

  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index += 1) {
      const before = removed[index];
      const after = added[index];
      const pair = before !== undefined && after !== undefined ? pairOf(before, after) : null;
      rows.push({
        same: false,
        expected:
          before === undefined
            ? null
            : { number: (expectedNumber += 1), parts: pair?.expected ?? [{ text: before, changed: true }] },
        actual:
          after === undefined
            ? null
            : { number: (actualNumber += 1), parts: pair?.actual ?? [{ text: after, changed: true }] },
      });
    }
    removed = [];
    added = [];
  };

  for (const change of diffArrays(linesOf(expected), linesOf(actual))) {
    if (change.removed) removed.push(...change.value);
    else if (change.added) added.push(...change.value);
    else {
      flush();
      for (const line of change.value) {
        rows.push({
          same: true,
          expected: { number: (expectedNumber += 1), parts: plain(line) },
          actual: { number: (actualNumber += 1), parts: plain(line) },
        });
      }
    }
  }
  flush();
  return rows;
};

/** Makes what cannot be seen visible, in the characters that differ: a space, a tab, a return. */
export const showInvisible = (text: string): string =>
  text.replaceAll(' ', '·').replaceAll('\t', '→').replaceAll('\r', '␍');
