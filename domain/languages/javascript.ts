import type { LanguageDefinition } from './language.ts';
import { nodeWarnings, readNodeException } from './node.ts';

export const javascript: LanguageDefinition = {
  title: 'JavaScript',
  mainFile: 'main.js',
  modes: {
    javascript: {
      editor: { package: '@codemirror/lang-javascript', create: 'javascript' },
      grammar: 'javascript',
      endings: ['js', 'mjs'],
      indent: '  ',
    },
  },
  grading: {
    readException: readNodeException,
    warnings: nodeWarnings,
    pools: [{ memoryMb: 128, warm: 1 }],
  },
};
