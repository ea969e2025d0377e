/** What is picked of a list that is too long for a select. */
export const choosable = ['course', 'exercise', 'student', 'trainer'] as const;
export type Choosable = (typeof choosable)[number];

/** Where a `Combobox` asks for its choices of this kind, by what was typed. */
export const choicesOf =
  (of: Choosable) =>
  (query: string): string =>
    `/search/choices.json?${new URLSearchParams({ of, q: query })}`;
