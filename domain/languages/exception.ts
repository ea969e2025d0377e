/** The first thing a person wants to know of a crash. Line numbers count from 1. */
export type ExceptionSummary = {
  name: string;
  message: string | null;
  file: string | null;
  line: number | null;
};

type Reader = (stderr: string, files: readonly string[]) => ExceptionSummary | null;

/**
 * Finds exception and place in what a crashed program wrote to standard error.
 * @param files names of the submission's files: of a longer trace, the innermost place in one of them is meant
 * @returns null when nothing in it looks like an exception
 */
export function readException(
  language: string,
  stderr: string,
  files: readonly string[],
): ExceptionSummary | null {
  return (readers[language] ?? readJavaScript)(stderr.slice(-20_000), files);
}

/** “ZeroDivisionError in main.py, line 3: division by zero” */
export function describeException({ name, message, file, line }: ExceptionSummary): string {
  const place = file === null ? '' : ` in ${file}${line === null ? '' : `, line ${line}`}`;
  return `${name}${place}${message ? `: ${message.slice(0, 200)}` : ''}`;
}

const readPython: Reader = (stderr, files) => {
  const raised = [
    ...stderr.matchAll(
      /^([A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Iteration|Warning)|[A-Z]\w*)(?:: (.*))?$/gm,
    ),
  ].at(-1);
  if (!raised) return null;
  const places = [...stderr.matchAll(/File "([^"]+)", line (\d+)/g)].map(([, path, line]) => ({
    path: path!,
    line: Number(line),
  }));
  return { name: raised[1]!, message: raised[2] ?? null, ...innermost(places.reverse(), files) };
};

const readJavaScript: Reader = (stderr, files) => {
  const raised = /^(?:Uncaught )?([A-Za-z_$][\w$.]*(?:Error|Exception))(?: \[[^\]]+\])?(?:: (.*))?$/m.exec(
    stderr,
  );
  if (!raised) return null;
  const places = [...stderr.matchAll(/([^\s():]+\.[a-z]+):(\d+)(?::\d+)?/g)].map(([, path, line]) => ({
    path: path!,
    line: Number(line),
  }));
  return { name: raised[1]!, message: raised[2] ?? null, ...innermost(places, files) };
};

const readCpp: Reader = (stderr) => {
  const thrown = /terminate called after throwing an instance of '([^']+)'(?:\s+what\(\):\s+(.*))?/.exec(
    stderr,
  );
  return thrown && { name: thrown[1]!, message: thrown[2] ?? null, file: null, line: null };
};

const readers: Record<string, Reader> = {
  python: readPython,
  javascript: readJavaScript,
  typescript: readJavaScript,
  cpp: readCpp,
};

/** The first place that lies in a file of the submission. A translated file (main.js of main.ts) counts as its source. */
function innermost(
  places: { path: string; line: number }[],
  files: readonly string[],
): { file: string | null; line: number | null } {
  const stem = (path: string) => path.replace(/\.[^./]*$/, '');
  for (const { path, line } of places) {
    const file =
      files.find((name) => path === name || path.endsWith(`/${name}`)) ??
      files.find((name) => stem(path) === stem(name) || stem(path).endsWith(`/${stem(name)}`));
    if (file) return { file, line };
  }
  return { file: null, line: null };
}
