import type { LanguageDefinition } from './language.ts';

export const java: LanguageDefinition = {
  title: 'Java',
  mainFile: 'Main.java',
  modes: {
    java: {
      editor: { package: '@codemirror/lang-java', create: 'java' },
      grammar: 'java',
      endings: ['java'],
      indent: '    ',
    },
  },
  grading: null,
};
