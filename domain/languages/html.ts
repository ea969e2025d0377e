import type { LanguageDefinition } from './language.ts';

export const html: LanguageDefinition = {
  title: 'HTML and CSS',
  mainFile: 'index.html',
  modes: {
    html: {
      editor: { package: '@codemirror/lang-html', create: 'html' },
      grammar: 'html',
      endings: ['html'],
      indent: '  ',
    },
    css: {
      editor: { package: '@codemirror/lang-css', create: 'css' },
      grammar: 'css',
      endings: ['css'],
      indent: '  ',
    },
  },
  grading: null,
};
