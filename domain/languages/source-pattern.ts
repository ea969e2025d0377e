/** What a line of source looks like that cannot work here, and what its author is told. */
export type SourcePattern = { expression: RegExp; message: string };

export const noNetwork =
  'There is no network here, so this will fail. Work with what the exercise gives you.';
export const noPrograms =
  'Hardly any other program is here to be started, and what you start shares the time and memory of your own. Solve it within your code.';
