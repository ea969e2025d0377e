import type { SourceFile } from '../exercises/exercise-definition.ts';

/** Something in the source that cannot work here. The container is the wall; this only spares a puzzled student a run. */
export type SourceWarning = { file: string; line: number; message: string };

type Pattern = { expression: RegExp; message: string };

const noNetwork = 'There is no network here, so this will fail. Work with what the exercise gives you.';
const noPrograms =
  'Hardly any other program is here to be started, and what you start shares the time and memory of your own. Solve it within your code.';

const javaScriptPatterns: Pattern[] = [
  {
    expression:
      /\b(?:from|require\(|import\()\s*['"](?:node:)?(?:https?|net|dgram|tls|http2|dns|axios|node-fetch|undici|ws)['"]/,
    message: noNetwork,
  },
  { expression: /\bfetch\s*\(|\bnew\s+(?:WebSocket|XMLHttpRequest)\b/, message: noNetwork },
  {
    expression: /\b(?:from|require\(|import\()\s*['"](?:node:)?(?:child_process|cluster)['"]/,
    message: noPrograms,
  },
];

const patterns: Record<string, Pattern[]> = {
  python: [
    {
      expression:
        /^\s*(?:import|from)\s+(?:socket|ssl|http|urllib\.request|urllib3|requests|aiohttp|httpx|ftplib|smtplib|telnetlib|websockets?)\b/,
      message: noNetwork,
    },
    {
      expression:
        /^\s*(?:import|from)\s+(?:subprocess|multiprocessing|pty)\b|\bos\.(?:system|popen|fork|exec[lv]\w*|spawn\w+)\s*\(/,
      message: noPrograms,
    },
  ],
  javascript: javaScriptPatterns,
  typescript: javaScriptPatterns,
  cpp: [
    {
      expression:
        /^\s*#\s*include\s*<(?:sys\/socket|netinet\/\w+|arpa\/inet|netdb|curl\/curl|boost\/asio)(?:\.h(?:pp)?)?>/,
      message: noNetwork,
    },
    { expression: /\b(?:std::)?(?:system|popen|fork|vfork|exec[lv]p?e?)\s*\(/, message: noPrograms },
  ],
};

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
  const known = patterns[language] ?? [];
  const warnings: SourceWarning[] = [];
  let linesLeft = maxLines;
  for (const { name, content } of files) {
    let start = 0;
    for (let line = 1; start <= content.length && linesLeft > 0; line += 1, linesLeft -= 1) {
      const lineBreak = content.indexOf('\n', start);
      const end = lineBreak === -1 ? content.length : lineBreak;
      const text = content.slice(start, Math.min(end, start + maxCharacters));
      const found = known.find(({ expression }) => expression.test(text));
      if (found) warnings.push({ file: name, line, message: found.message });
      if (warnings.length === maxWarnings) return warnings;
      start = end + 1;
    }
  }
  return warnings;
}
