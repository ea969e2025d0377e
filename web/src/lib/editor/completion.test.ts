import { CompletionContext, type CompletionSource } from '@codemirror/autocomplete';
import { cpp } from '@codemirror/lang-cpp';
import { java } from '@codemirror/lang-java';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import type { LanguageSupport } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { completeIn } from './completion.ts';

/** Every word that is offered at the end of `doc`. */
async function offered(doc: string, support: LanguageSupport): Promise<string[]> {
  const state = EditorState.create({ doc, extensions: [support, completeIn(support)] });
  const context = new CompletionContext(state, doc.length, false);
  const sources = state.languageDataAt<CompletionSource>('autocomplete', doc.length);
  const results = await Promise.all(sources.map((source) => source(context)));
  return results.flatMap((result) => result?.options.map(({ label }) => label) ?? []);
}

test.each([
  ['Python', python(), 'whi', 'while'],
  ['JavaScript', javascript(), 'func', 'function'],
  ['TypeScript', javascript({ typescript: true }), 'inter', 'interface'],
  ['Java', java(), 'syn', 'synchronized'],
  ['C++', cpp(), 'nam', 'namespace'],
])('%s offers its keywords and the words of the file, each once', async (_name, support, typed, keyword) => {
  const words = await offered(`walkers = 1;\n${typed}`, support);
  expect(words).toContain(keyword);
  expect(words.filter((word) => word === 'walkers')).toEqual(['walkers']);
});
