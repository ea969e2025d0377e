import { innermost } from './exception-summary.ts';
import type { ExceptionReader } from './exception-summary.ts';
import type { LanguageDefinition } from './language.ts';

const exception =
  /^([A-Za-z_][\w.]{0,199}(?:Error|Exception|Interrupt|Exit|Iteration|Warning)|[A-Z]\w{0,199})(?:: (.*))?$/;
const place = /File "([^"]{1,400})", line (\d{1,9})/;

const readException: ExceptionReader = (lines, files) => {
  const raised = lines.map((line) => exception.exec(line)).findLast((found) => found !== null);
  if (!raised) return null;
  const places = lines.flatMap((line) => {
    const found = place.exec(line);
    return found ? [{ path: found[1]!, line: Number(found[2]) }] : [];
  });
  return { name: raised[1]!, message: raised[2] ?? null, ...innermost(places.reverse(), files) };
};

export const python: LanguageDefinition = {
  title: 'Python',
  mainFile: 'main.py',
  modes: {
    python: {
      editor: { package: '@codemirror/lang-python', create: 'python' },
      grammar: 'python',
      endings: ['py'],
      indent: '    ',
    },
  },
  grading: {
    readException,
    warnings: [
      {
        expression:
          /^\s*(?:import|from)\s+(?:socket|ssl|http|urllib\.request|urllib3|requests|aiohttp|httpx|ftplib|smtplib|telnetlib|websockets?)\b/,
        reason: 'no_network',
      },
      {
        expression:
          /^\s*(?:import|from)\s+(?:subprocess|multiprocessing|pty)\b|\bos\.(?:system|popen|fork|exec[lv]\w*|spawn\w+)\s*\(/,
        reason: 'no_programs',
      },
    ],
    // The first course's language, which most submissions are in: one waits for each slot, and one more.
    pools: [{ memoryMb: 128, warm: { beyondSlots: 1 } }],
  },
};
