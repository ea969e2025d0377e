import { mainFiles } from '#lib/languages/generated.ts';
import { emptyTest, type ExerciseDraft } from './exercise-draft.ts';

/** A wish of a button: "add-test", "remove-test:2", "move-test:2:up", "copy-test:2", "add-file:python", "remove-file:python:helper.py", "languages". */
export type Reshaping = string;

const moved = <Item>(items: Item[], from: number, to: number): Item[] => {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
};

/** Every chosen language has its files; those of a language that was taken out are kept in case it comes back. */
export const withLanguages = (draft: ExerciseDraft): ExerciseDraft => {
  const filled = (part: ExerciseDraft['starter']) => ({
    ...Object.fromEntries(
      draft.languages.map((language) => [
        language,
        [{ name: mainFiles[language] ?? 'main.txt', content: '' }],
      ]),
    ),
    ...Object.fromEntries(Object.entries(part).filter(([, files]) => files.length > 0)),
  });
  return { ...draft, starter: filled(draft.starter), solution: filled(draft.solution) };
};

/**
 * The draft after a button that changes its shape was pressed. The same on the server, where the page works without scripts.
 * @param fileName of the file that "add-file" makes
 */
export const reshapeDraft = (draft: ExerciseDraft, wish: Reshaping, fileName = ''): ExerciseDraft => {
  const [verb, first = '', ...rest] = wish.split(':');
  const index = Number(first);
  switch (verb) {
    case 'add-test':
      return {
        ...draft,
        tests: [
          ...draft.tests,
          {
            ...emptyTest(draft.tests.length + 1),
            call: draft.tests.at(-1)?.call ?? '',
            compare: draft.tests.at(-1)?.compare ?? 'trimmed',
          },
        ],
      };
    case 'copy-test': {
      const copied = draft.tests[index];
      return copied
        ? {
            ...draft,
            tests: draft.tests.toSpliced(index + 1, 0, {
              ...copied,
              key: crypto.randomUUID(),
              name: `${copied.name} 2`,
            }),
          }
        : draft;
    }
    case 'remove-test':
      return { ...draft, tests: draft.tests.toSpliced(index, 1) };
    case 'move-test':
      return { ...draft, tests: moved(draft.tests, index, rest[0] === 'up' ? index - 1 : index + 1) };
    case 'add-file': {
      const name = fileName.trim();
      const add = (files: ExerciseDraft['starter']) => ({
        ...files,
        [first]: [...(files[first] ?? []), { name, content: '' }],
      });
      return name === '' || draft.starter[first]?.some((file) => file.name === name)
        ? draft
        : { ...draft, starter: add(draft.starter), solution: add(draft.solution) };
    }
    case 'remove-file': {
      const name = rest.join(':');
      const without = (files: ExerciseDraft['starter']) => ({
        ...files,
        [first]: (files[first] ?? []).filter((file) => file.name !== name),
      });
      return { ...draft, starter: without(draft.starter), solution: without(draft.solution) };
    }
    default:
      return withLanguages(draft);
  }
};
