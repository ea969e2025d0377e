import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarsByFence, loadGrammars } from '#lib/languages/generated.ts';

const grammars: Record<string, string> = {
  ...grammarsByFence,
  json: 'json',
  bash: 'bash',
  sh: 'bash',
  console: 'bash',
};
/** Longer code is shown without colours: highlighting blocks the server. */
const maxCharacters = 50_000;

let started: Promise<HighlighterCore> | undefined;

const start = () =>
  createHighlighterCore({
    engine: createJavaScriptRegexEngine(),
    themes: [
      import('shiki/themes/github-light-high-contrast.mjs'),
      import('shiki/themes/github-dark-high-contrast.mjs'),
    ],
    langs: [...loadGrammars(), import('shiki/langs/json.mjs'), import('shiki/langs/bash.mjs')],
  });

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Code as safe HTML, coloured for the light and the dark theme at once; plain when the language is unknown. */
export const highlight = async (code: string, language: string): Promise<string> => {
  const fence = language.toLowerCase();
  const lang = Object.hasOwn(grammars, fence) ? grammars[fence] : undefined;
  const text = code.replace(/\n$/, '');
  if (lang === undefined || text.length > maxCharacters)
    return `<pre class="code" tabindex="0"><code>${escape(text)}</code></pre>`;
  const highlighter = await (started ??= start());
  const html = highlighter.codeToHtml(text, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: 'light-dark()',
  });
  return html.replace(/^<pre class="[^"]*" style="[^"]*"/, '<pre class="code"');
};
