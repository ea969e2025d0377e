/** A place the compiler or interpreter complained about; lines count from 1, a missing column means the whole line. */
export type CompilerMark = {
  file: string;
  line: number;
  column: number | null;
  severity: 'error' | 'warning';
  message: string;
};

const maxMarks = 50;

/** gcc, clang and javac: `main.cpp:3:5: error: …`, `Main.java:3: error: …` */
const colons = /^(?:\.\/)?([\w./-]+\.\w+):(\d+)(?::(\d+))?:\s*(?:fatal )?(error|warning):\s*(\S.*)$/;
/** tsc: `main.ts(3,5): error TS2322: …`, and for people `main.ts:3:5 - error TS2322: …` */
const brackets = /^([\w./-]+\.\w+)(?:\(|:)(\d+)[,:](\d+)(?:\):| -)\s*(error|warning)\s+(?:TS\d+:\s*)?(\S.*)$/;
/** g++: where a template of the library was used, when what it complains of lies in the library. */
const usedPlace = /^([\w./-]+\.\w+):(\d+):(\d+):\s+required from here$/;
const libraryFault = /^\/\S+?:\d+:\d+: error: (.*)$/;
/** Python's traceback: `File "main.py", line 3`, with the reason on a later line. */
const pythonPlace = /^\s*File "(?:.*\/)?([\w.-]+)", line (\d+)/;
const pythonReason = /^(\w*(?:Error|Exception|Interrupt|Exit)\b.*)$/;
/** Node's: a line `/work/main.js:3`, with the reason on a later line. */
const nodePlace = /^(?:file:\/\/)?\/?(?:[\w.-]+\/)*([\w-]+\.(?:m?[jt]s|c[jt]s)):(\d+)$/;

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** Reads the places out of what compilers of our languages print. What it does not understand it leaves out. */
export const compilerMarks = (output: string): CompilerMark[] => {
  const marks: CompilerMark[] = [];
  let place: { file: string; line: number } | null = null;
  let used: { file: string; line: number; column: number } | null = null;
  for (const line of output.split('\n')) {
    const [, usedFile, usedLine, usedColumn] = usedPlace.exec(line) ?? [];
    if (usedFile) {
      used = { file: nameOf(usedFile), line: Number(usedLine), column: Number(usedColumn) };
      continue;
    }
    const inLibrary = libraryFault.exec(line)?.[1];
    if (inLibrary !== undefined) {
      if (used) marks.push({ ...used, severity: 'error', message: inLibrary });
      used = null;
      continue;
    }
    const exact = colons.exec(line) ?? brackets.exec(line);
    if (exact) {
      const [, file = '', row = '1', column, severity, message = ''] = exact;
      marks.push({
        file: nameOf(file),
        line: Number(row),
        column: column ? Number(column) : null,
        severity: severity === 'warning' ? 'warning' : 'error',
        message,
      });
      continue;
    }
    const started = pythonPlace.exec(line) ?? nodePlace.exec(line);
    if (started) {
      // The innermost place of a traceback comes last.
      place = { file: started[1] ?? '', line: Number(started[2]) };
      continue;
    }
    const reason = pythonReason.exec(line)?.[1];
    if (place && reason) {
      marks.push({ ...place, column: null, severity: 'error', message: reason });
      place = null;
    }
  }
  return marks.slice(0, maxMarks);
};

const stemOf = (name: string): string => name.replace(/\.\w+$/, '');

/** Those of `marks` that lie in one of `files`; what was translated (main.js of main.ts) counts as its source. */
export const marksIn = (marks: CompilerMark[], files: readonly string[]): CompilerMark[] =>
  marks.flatMap((mark) => {
    const file =
      files.find((name) => name === mark.file) ?? files.find((name) => stemOf(name) === stemOf(mark.file));
    return file === undefined ? [] : [{ ...mark, file }];
  });
