/** The first thing a person wants to know of a crash. Line numbers count from 1. */
export type ExceptionSummary = {
  name: string;
  message: string | null;
  file: string | null;
  line: number | null;
};

/** Finds the exception in the lines of standard error, given the names of the submission's files; null when there is none. */
export type ExceptionReader = (lines: readonly string[], files: readonly string[]) => ExceptionSummary | null;

/** A path without its extension. */
function stem(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(0, dot) : path;
}

/** The first place that lies in a file of the submission. A translated file (main.js of main.ts) counts as its source. */
export function innermost(
  places: { path: string; line: number }[],
  files: readonly string[],
): { file: string | null; line: number | null } {
  for (const { path, line } of places) {
    const file =
      files.find((name) => path === name || path.endsWith(`/${name}`)) ??
      files.find((name) => stem(path) === stem(name) || stem(path).endsWith(`/${stem(name)}`));
    if (file) return { file, line };
  }
  return { file: null, line: null };
}
