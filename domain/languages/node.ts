import { innermost } from './exception-summary.ts';
import type { ExceptionReader } from './exception-summary.ts';
import type { SourcePattern } from './source-pattern.ts';

const exception =
  /^(?:Uncaught )?([A-Za-z_$][\w$.]{0,199}(?:Error|Exception))(?: \[[^\]]{1,200}\])?(?:: (.*))?$/;

/** Reads what Node writes of an uncaught error; JavaScript and TypeScript share it. */
export const readNodeException: ExceptionReader = (lines, files) => {
  const raised = lines.map((line) => exception.exec(line)).find((found) => found !== null);
  if (!raised) return null;
  return {
    name: raised[1]!,
    message: raised[2] ?? null,
    ...innermost(lines.flatMap(placesIn), files),
  };
};

/** Every `path.extension:line` of a line, without a regular expression that looks for where one might begin. */
function placesIn(line: string): { path: string; line: number }[] {
  return line.split(/[\s()]/).flatMap((word) => {
    const parts = word.split(':');
    return parts.flatMap((path, index) => {
      const dot = path.lastIndexOf('.');
      const number = /^\d{1,9}/.exec(parts[index + 1] ?? '');
      return dot > 0 && number && /^[a-z]+$/.test(path.slice(dot + 1))
        ? [{ path, line: Number(number[0]) }]
        : [];
    });
  });
}

export const nodeWarnings: readonly SourcePattern[] = [
  {
    expression:
      /\b(?:from|require\(|import\()\s*['"](?:node:)?(?:https?|net|dgram|tls|http2|dns|axios|node-fetch|undici|ws)['"]/,
    reason: 'no_network',
  },
  { expression: /\bfetch\s*\(|\bnew\s+(?:WebSocket|XMLHttpRequest)\b/, reason: 'no_network' },
  {
    expression: /\b(?:from|require\(|import\()\s*['"](?:node:)?(?:child_process|cluster)['"]/,
    reason: 'no_programs',
  },
];
