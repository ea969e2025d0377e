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

const mostWarnings = 20;

/** Warnings for a hand-in, in the order of files and lines, at most 20. Comments and texts are not told apart: a warning stops nothing. */
export function warningsFor(language: string, files: readonly SourceFile[]): SourceWarning[] {
  const known = patterns[language] ?? [];
  const warnings = files.flatMap(({ name, content }) =>
    content.split('\n').flatMap((text, index) => {
      const found = known.find(({ expression }) => expression.test(text.slice(0, 500)));
      return found ? [{ file: name, line: index + 1, message: found.message }] : [];
    }),
  );
  return warnings.slice(0, mostWarnings);
}
