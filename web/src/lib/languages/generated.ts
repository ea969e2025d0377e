// Written by `npm run codegen` from domain/languages/: change it there.
import type { LanguageSupport } from '@codemirror/language';
import type { LanguageInput } from 'shiki/core';

/** What people call each language. */
export const languageTitles = {
  python: 'Python',
  javascript: 'JavaScript',
  typescript: 'TypeScript',
  java: 'Java',
  cpp: 'C++',
  html: 'HTML and CSS',
};

/** The languages that this platform grades; the API's contract names more, for later. */
export const gradedLanguages = ['python', 'javascript', 'typescript', 'cpp'] as const;

/** The kinds of exercise that this platform grades; the API's contract names more, for later. */
export const gradedKinds = ['program', 'function', 'class', 'algorithm', 'debug', 'fill_in'] as const;

/** The file that a language's program is written in, unless the author says otherwise. */
export const mainFiles: Record<string, string> = {
  python: 'main.py',
  javascript: 'main.js',
  typescript: 'main.ts',
  java: 'Main.java',
  cpp: 'main.cpp',
  html: 'index.html',
};

/** How code is written: its highlighting in the editor, fetched when it is first needed, and its indentation. */
export const editorModes: Record<string, { load: () => Promise<LanguageSupport>; indent: string }> = {
  python: { load: async () => (await import('@codemirror/lang-python')).python(), indent: '    ' },
  javascript: { load: async () => (await import('@codemirror/lang-javascript')).javascript(), indent: '  ' },
  typescript: {
    load: async () => (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
    indent: '  ',
  },
  java: { load: async () => (await import('@codemirror/lang-java')).java(), indent: '    ' },
  cpp: { load: async () => (await import('@codemirror/lang-cpp')).cpp(), indent: '  ' },
  html: { load: async () => (await import('@codemirror/lang-html')).html(), indent: '  ' },
  css: { load: async () => (await import('@codemirror/lang-css')).css(), indent: '  ' },
};

/** The mode of a file, by its ending. */
export const modesByEnding: Record<string, string> = {
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  ts: 'typescript',
  java: 'java',
  cpp: 'cpp',
  h: 'cpp',
  html: 'html',
  css: 'css',
};

/** Shiki's grammar of each word that authors write at a fence of code. */
export const grammarsByFence: Record<string, string> = {
  python: 'python',
  py: 'python',
  javascript: 'javascript',
  js: 'javascript',
  mjs: 'javascript',
  typescript: 'typescript',
  ts: 'typescript',
  java: 'java',
  cpp: 'cpp',
  h: 'cpp',
  'c++': 'cpp',
  html: 'html',
  css: 'css',
};

/** Those grammars. */
export const loadGrammars = (): LanguageInput[] => [
  import('shiki/langs/python.mjs'),
  import('shiki/langs/javascript.mjs'),
  import('shiki/langs/typescript.mjs'),
  import('shiki/langs/java.mjs'),
  import('shiki/langs/cpp.mjs'),
  import('shiki/langs/html.mjs'),
  import('shiki/langs/css.mjs'),
];
