import { cpp } from '@codemirror/lang-cpp';
import { java } from '@codemirror/lang-java';
import { python } from '@codemirror/lang-python';
import { indentUnit, type LanguageSupport } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { indentAll } from './indent-all.ts';

const indented = (doc: string, language: LanguageSupport, unit: string): string => {
  const state = EditorState.create({ doc, extensions: [language, indentUnit.of(unit)] });
  return state.update({ changes: indentAll(state) }).state.doc.toString();
};

test('Python is indented anew without a line changing its block', () => {
  const code = 'def f(a):\n  if a:\n     print(1)\n  print(2)\n\nprint(f(1))\ntry:\n f()\nfinally:\n  pass\n';
  expect(indented(code, python(), '    ')).toBe(
    'def f(a):\n    if a:\n        print(1)\n    print(2)\n\nprint(f(1))\ntry:\n    f()\nfinally:\n    pass\n',
  );
});

test('Java and C++ are indented by their braces', () => {
  expect(indented('class A {\nvoid f() {\nif (x) {\ny();\n}\n}\n}\n', java(), '    ')).toBe(
    'class A {\n    void f() {\n        if (x) {\n            y();\n        }\n    }\n}\n',
  );
  expect(indented('int main() {\nint a;\n    return a;\n}\n', cpp(), '  ')).toBe(
    'int main() {\n  int a;\n  return a;\n}\n',
  );
});

test('what stands inside a string or a comment stays, because it would print something else', () => {
  const raw = 'int main() {\n  auto s = R"(\none\n     two)";\n  /* a\n       b */\n}\n';
  expect(indented(raw, cpp(), '  ')).toBe(raw);
  const triple = 'def f():\n    s = """\n  one\n       two\n    """\n';
  expect(indented(triple, python(), '    ')).toBe(triple);
});
