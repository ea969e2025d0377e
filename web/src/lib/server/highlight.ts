import { createHighlighterCore, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarsByFence, loadGrammars } from '#lib/languages/generated.ts';
import { escapeHtml } from './render-job.ts';

const grammars: Record<string, string> = {
  ...grammarsByFence,
  json: 'json',
  bash: 'bash',
  sh: 'bash',
  console: 'bash',
};
/** Longer code is shown without colours, and so is a longer line: a pattern can take the square of its length. */
const maxCharacters = 50_000;
const maxLineLength = 500;

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

/** What render.ts tells of its `highlight`, done here and now: only a thread of its own may wait for it. */
export const highlight = async (code: string, language: string): Promise<string> => {
  const fence = language.toLowerCase();
  const lang = Object.hasOwn(grammars, fence) ? grammars[fence] : undefined;
  const text = code.replace(/\n$/, '');
  if (lang === undefined || text.length > maxCharacters)
    return `<pre class="code" tabindex="0"><code>${escapeHtml(text)}</code></pre>`;
  const highlighter = await (started ??= start());
  const html = highlighter.codeToHtml(text, {
    lang,
    themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    defaultColor: 'light-dark()',
    tokenizeMaxLineLength: maxLineLength,
  });
  return html.replace(/^<pre class="[^"]*" style="[^"]*"/, '<pre class="code"');
};
