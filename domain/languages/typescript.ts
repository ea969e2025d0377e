import type { LanguageDefinition } from './language.ts';
import { nodeWarnings, readNodeException } from './node.ts';

export const typescript: LanguageDefinition = {
  title: 'TypeScript',
  mainFile: 'main.ts',
  modes: {
    typescript: {
      editor: {
        package: '@codemirror/lang-javascript',
        create: 'javascript',
        options: { typescript: true },
      },
      grammar: 'typescript',
      endings: ['ts'],
      indent: '  ',
    },
  },
  grading: { readException: readNodeException, warnings: nodeWarnings, pools: [] },
};
