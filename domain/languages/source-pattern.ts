/** What a line of source looks like that cannot work here, and what its author is told. */
export type SourcePattern = { expression: RegExp; message: string };

export const noNetwork =
  'There is no network here, so this will fail. Work with what the exercise gives you.';
export const noPrograms =
  'Almost no other program is installed here, and what you start counts towards your time and memory. Solve it in your own code.';
