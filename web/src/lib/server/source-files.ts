import type { SourceFile } from '#lib/api/types.ts';

const prefix = 'content:';

/** The name of the form field that carries a file's content. */
export const fieldOf = (fileName: string): string => prefix + fileName;

/** The files of an exercise's form. Browsers send CRLF in text areas; programs are written with LF. */
export const filesOf = (form: FormData): SourceFile[] =>
  [...form.entries()]
    .filter((entry): entry is [string, string] => entry[0].startsWith(prefix) && typeof entry[1] === 'string')
    .map(([name, content]) => ({
      name: name.slice(prefix.length),
      content: content.replaceAll('\r\n', '\n'),
    }));
