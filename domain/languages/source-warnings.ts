import type { SourceFile } from '../exercises/exercise-definition.ts';
import { findLanguage } from './index.ts';
import { sourceWarningMessages } from './source-pattern.ts';
import type { SourceWarningReason } from './source-pattern.ts';

/** Something in the source that cannot work here. The container is the wall; this only spares a puzzled student a run. */
export type SourceWarning = { file: string; line: number; reason: SourceWarningReason; message: string };

const maxWarnings = 20;
// What asks for the network or other programs stands near a program's beginning. Without a bound, a file of a million empty lines takes
// a quarter of a second each time it is read.
const maxLines = 2_000;
const maxCharacters = 500;

/**
 * Warnings for a hand-in, in the order of files and lines: at most 20, from the first 2,000 lines of all files together and the first
 * 500 characters of each. Comments and texts are not told apart: a warning stops nothing.
 */
export function warningsFor(language: string, files: readonly SourceFile[]): SourceWarning[] {
  const known = findLanguage(language)?.grading?.warnings ?? [];
  const warnings: SourceWarning[] = [];
  let linesLeft = maxLines;
  for (const { name, content } of files) {
    let start = 0;
    for (let line = 1; start <= content.length && linesLeft > 0; line += 1, linesLeft -= 1) {
      const lineBreak = content.indexOf('\n', start);
      const end = lineBreak === -1 ? content.length : lineBreak;
      const text = content.slice(start, Math.min(end, start + maxCharacters));
      const found = known.find(({ expression }) => expression.test(text));
      if (found) warnings.push(warningAt(name, line, found.reason));
      if (warnings.length === maxWarnings) return warnings;
      start = end + 1;
    }
  }
  return warnings;
}

const warningAt = (file: string, line: number, reason: SourceWarningReason): SourceWarning => ({
  ...{ file, line, reason },
  message: sourceWarningMessages[reason],
});
