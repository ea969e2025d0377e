import type { ExceptionReader } from './exception-summary.ts';
import type { LanguageDefinition } from './language.ts';

const readException: ExceptionReader = (lines) => {
  const thrown =
    /terminate called after throwing an instance of '([^']{1,400})'(?:\s{1,20}what\(\):\s{1,20}(.{0,500}))?/.exec(
      lines.join('\n'),
    );
  return thrown && { name: thrown[1]!, message: thrown[2] ?? null, file: null, line: null };
};

export const cpp: LanguageDefinition = {
  title: 'C++',
  mainFile: 'main.cpp',
  modes: {
    cpp: {
      editor: { package: '@codemirror/lang-cpp', create: 'cpp' },
      grammar: 'cpp',
      endings: ['cpp', 'h'],
      fences: ['c++'],
      indent: '  ',
    },
  },
  grading: {
    readException,
    warnings: [
      {
        expression:
          /^\s*#\s*include\s*<(?:sys\/socket|netinet\/\w+|arpa\/inet|netdb|curl\/curl|boost\/asio)(?:\.h(?:pp)?)?>/,
        reason: 'no_network',
      },
      { expression: /\b(?:std::)?(?:system|popen|fork|vfork|exec[lv]p?e?)\s*\(/, reason: 'no_programs' },
    ],
    pools: [],
  },
};
