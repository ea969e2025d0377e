/** The first thing a person wants to know of a crash. Line numbers count from 1. */
export type ExceptionSummary = {
  name: string;
  message: string | null;
  file: string | null;
  line: number | null;
};

type Reader = (lines: readonly string[], files: readonly string[]) => ExceptionSummary | null;

// It is a stranger's text, and as long as its author likes: only its end is read, and of a line only its beginning.
const charactersRead = 20_000;
const charactersOfLine = 500;

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
  const lines = stderr
    .slice(-charactersRead)
    .split('\n')
    .map((line) => line.slice(0, charactersOfLine));
  return (readers[language] ?? readJavaScript)(lines, files);
}

/** “ZeroDivisionError in main.py, line 3: division by zero” */
export function describeException({ name, message, file, line }: ExceptionSummary): string {
  const place = file === null ? '' : ` in ${file}${line === null ? '' : `, line ${line}`}`;
  return `${name}${place}${message ? `: ${message.slice(0, 200)}` : ''}`;
}

const pythonException =
  /^([A-Za-z_][\w.]{0,199}(?:Error|Exception|Interrupt|Exit|Iteration|Warning)|[A-Z]\w{0,199})(?:: (.*))?$/;
const pythonPlace = /File "([^"]{1,400})", line (\d{1,9})/;

const readPython: Reader = (lines, files) => {
  const raised = lines.map((line) => pythonException.exec(line)).findLast((found) => found !== null);
  if (!raised) return null;
  const places = lines.flatMap((line) => {
    const found = pythonPlace.exec(line);
    return found ? [{ path: found[1]!, line: Number(found[2]) }] : [];
  });
  return { name: raised[1]!, message: raised[2] ?? null, ...innermost(places.reverse(), files) };
};

const javaScriptException =
  /^(?:Uncaught )?([A-Za-z_$][\w$.]{0,199}(?:Error|Exception))(?: \[[^\]]{1,200}\])?(?:: (.*))?$/;

const readJavaScript: Reader = (lines, files) => {
  const raised = lines.map((line) => javaScriptException.exec(line)).find((found) => found !== null);
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

const readCpp: Reader = (lines) => {
  const thrown =
    /terminate called after throwing an instance of '([^']{1,400})'(?:\s{1,20}what\(\):\s{1,20}(.{0,500}))?/.exec(
      lines.join('\n'),
    );
  return thrown && { name: thrown[1]!, message: thrown[2] ?? null, file: null, line: null };
};

const readers: Record<string, Reader> = {
  python: readPython,
  javascript: readJavaScript,
  typescript: readJavaScript,
  cpp: readCpp,
};

/** A path without its extension. */
function stem(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(0, dot) : path;
}

/** The first place that lies in a file of the submission. A translated file (main.js of main.ts) counts as its source. */
function innermost(
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
