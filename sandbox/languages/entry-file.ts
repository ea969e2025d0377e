import type { SourceFile } from '../types.ts';

/** The file a run begins with: `main.<extension>` when there is one, else the first of the language, else the first. */
export function entryFile(files: SourceFile[], extensions: string[]): string {
  const named = extensions
    .map((extension) => `main${extension}`)
    .find((name) => files.some((file) => file.name === name));
  const first =
    files.find((file) => extensions.some((extension) => file.name.endsWith(extension))) ?? files[0];
  return named ?? first?.name ?? `main${extensions[0]!}`;
}
