import type { Difference } from './comparison.ts';

const linesBefore = 3;
const linesShown = 12;
const charactersShown = 200;

/** The place where two texts part, and both texts around it: at most 12 lines of 200 characters each. */
export function differenceBetween(expected: string, actual: string): Difference {
  const [wanted, given] = [expected.split('\n'), actual.split('\n')];
  let line = 0;
  while (line < Math.min(wanted.length, given.length) && wanted[line] === given[line]) line++;
  const column = firstDifferentCharacter(wanted[line] ?? '', given[line] ?? '');
  return {
    expected: cut(wanted, line, column),
    actual: cut(given, line, column),
    first_difference: { line: line + 1, column: column + 1 },
  };
}

function firstDifferentCharacter(one: string, other: string): number {
  // Only as far as it can matter: a single line may be a megabyte long.
  const [left, right] = [[...one.slice(0, 100_000)], [...other.slice(0, 100_000)]];
  const index = left.findIndex((character, position) => character !== right[position]);
  return index === -1 ? left.length : index;
}

function cut(lines: string[], line: number, column: number): string {
  const from = Math.max(0, line - linesBefore);
  const shown = lines
    .slice(from, from + linesShown)
    .map((text, index) => cutLine(text, from + index === line ? column : 0));
  return [...(from > 0 ? ['…'] : []), ...shown, ...(from + linesShown < lines.length ? ['…'] : [])].join(
    '\n',
  );
}

function cutLine(text: string, column: number): string {
  const characters = [...text.slice(0, 200_000)];
  const from = Math.max(0, column - charactersShown / 2);
  const shown = characters.slice(from, from + charactersShown).join('');
  return `${from > 0 ? '…' : ''}${shown}${from + charactersShown < characters.length ? '…' : ''}`;
}
