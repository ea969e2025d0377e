import { reasonOf } from '../grading/reason.ts';
import type { Reason } from '../grading/reason.ts';
import type { ExceptionSummary } from './exception-summary.ts';
import { findLanguage } from './index.ts';

// It is a stranger's text, and as long as its author likes: only its end is read, and of a line only its beginning.
const maxCharacters = 20_000;
const maxCharactersOfLine = 500;

/**
 * Finds exception and place in what a crashed program wrote to standard error.
 * @param files names of the submission's files: of a longer trace, the innermost place in one of them is meant
 * @returns null when nothing in it looks like an exception, or the language is not graded
 */
export function readException(
  language: string,
  stderr: string,
  files: readonly string[],
): ExceptionSummary | null {
  const lines = stderr
    .slice(-maxCharacters)
    .split('\n')
    .map((line) => line.slice(0, maxCharactersOfLine));
  return findLanguage(language)?.grading?.readException(lines, files) ?? null;
}

/** “ZeroDivisionError in main.py, line 3: division by zero” */
export const exceptionReason = ({ name, message, file, line }: ExceptionSummary): Reason =>
  reasonOf('exception', { name, file: file ?? '', line: line ?? 0, text: message?.slice(0, 200) ?? '' });
