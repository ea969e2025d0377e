import type { LanguageSupport } from '@codemirror/language';

/** How a language's code is written: its highlighting, fetched when it is first needed, and its indentation. */
export const editorLanguages: Record<string, { load: () => Promise<LanguageSupport>; indent: string }> = {
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

const byEnding: Record<string, string> = {
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

/** The language of one file: its ending's, else the exercise's. */
export const editorLanguageOf = (fileName: string, language: string): string =>
  byEnding[fileName.split('.').at(-1) ?? ''] ?? language;
