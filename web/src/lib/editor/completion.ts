import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completeAnyWord,
  moveCompletionSelection,
  startCompletion,
  type Completion,
  type CompletionSource,
} from '@codemirror/autocomplete';
import { LRLanguage, type LanguageSupport } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { keymap } from '@codemirror/view';

const keywordsByLanguage = new WeakMap<LRLanguage, Completion[]>();

/** The words of a language's grammar: a parser names the token of each keyword after it. */
const keywordsOf = (language: LRLanguage): Completion[] => {
  const known = keywordsByLanguage.get(language);
  if (known) return known;
  const words = new Set(language.parser.nodeSet.types.map(({ name }) => name));
  const keywords = [...words]
    .filter((word) => /^[a-z_]{2,}$/.test(word))
    .map((label) => ({ label, type: 'keyword' }));
  keywordsByLanguage.set(language, keywords);
  return keywords;
};

const completeKeywords =
  (language: LRLanguage): CompletionSource =>
  (context) => {
    const word = context.matchBefore(/\w{1,60}/);
    if (!word && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options: keywordsOf(language), validFor: /^\w*$/ };
  };

/** The words of the file, save those that `others` offer already. */
const completeOtherWords =
  (others: readonly CompletionSource[]): CompletionSource =>
  async (context) => {
    const found = await completeAnyWord(context);
    if (!found) return null;
    const offered = await Promise.all(others.map((source) => source(context)));
    const known = new Set(offered.flatMap((result) => result?.options.map(({ label }) => label) ?? []));
    return { ...found, options: found.options.filter(({ label }) => !known.has(label)) };
  };

/**
 * What completes words in a language beside what its support knows itself (names in scope, snippets): the words of the file,
 * and the language's keywords where the support has none.
 */
export const completeIn = ({ language, extension }: LanguageSupport) => {
  const own = EditorState.create({ extensions: extension })
    .languageDataAt<unknown>('autocomplete', 0)
    .filter((source): source is CompletionSource => typeof source === 'function');
  const keywords = own.length === 0 && language instanceof LRLanguage ? [completeKeywords(language)] : [];
  return [
    ...keywords.map((autocomplete) => language.data.of({ autocomplete })),
    EditorState.languageData.of(() => [{ autocomplete: completeOtherWords([...own, ...keywords]) }]),
  ];
};

/**
 * Offers words while one types. Nothing is chosen until an arrow key chooses it, so that Enter is a new line and Tab an indent
 * for whoever takes no notice; Escape closes it and, as always here, lets Tab leave.
 */
export const completion = () => [
  autocompletion({
    defaultKeymap: false,
    selectOnOpen: false,
    // Its pause guards against taking by accident what has just opened, which nothing chosen does.
    interactionDelay: 0,
    icons: false,
    maxRenderedOptions: 30,
  }),
  keymap.of([
    { key: 'Ctrl-Space', run: startCompletion },
    { mac: 'Alt-i', run: startCompletion },
    { key: 'Escape', run: closeCompletion },
    { key: 'ArrowDown', run: moveCompletionSelection(true) },
    { key: 'ArrowUp', run: moveCompletionSelection(false) },
    { key: 'Enter', run: acceptCompletion },
  ]),
];
