import { expect, test } from 'vitest';
import { tidyCompilerText } from './tidy-compiler-text.ts';

test('D52: of a function that is missing stays what is wrong, not our call of it', () => {
  const text = [
    'In file included from waymark-call.cpp:3:',
    "main.cpp: In function 'int submission_main()':",
    "main.cpp:2:22: error: expected ';' before '}' token",
    '    2 | int main() { return 0 }',
    '      |                      ^',
    "waymark-call.cpp: In function 'std::string answer(const waymark::Json&)':",
    "waymark-call.cpp:8:54: error: 'add' was not declared in this scope; did you mean 'fadd'?",
    '    8 |   if (!steps && call == "add") return waymark::call(&add, request.at("args"));',
    '      |                                                      ^~~',
    '',
  ].join('\n');
  expect(tidyCompilerText(text)).toBe(
    [
      "main.cpp: In function 'int main()':",
      "main.cpp:2:22: error: expected ';' before '}' token",
      '    2 | int main() { return 0 }',
      '      |                      ^',
      "the test's call: error: 'add' was not declared in this scope; did you mean 'fadd'?",
      '',
    ].join('\n'),
  );
});

test('D52: the way through our headers to a fault is left out, and their names are not used', () => {
  const text = [
    'In file included from /usr/include/c++/12/array:43,',
    '                 from /sandbox/cpp/json.hpp:4,',
    '                 from waymark-call.cpp:1:',
    '/usr/include/c++/12/tuple:9:1: error: no',
    "/sandbox/cpp/json.hpp: In instantiation of 'T waymark::read(const Json&) [with T = P]':",
    "/sandbox/cpp/call.hpp:11:32:   required from 'std::tuple<P> waymark::read_all(const Json&)'",
    'waymark-call.cpp:8:52:   required from here',
    '/sandbox/cpp/json.hpp:229:24: error: static assertion failed: a test cannot pass a parameter of this type',
    '  229 |   } else static_assert(unsupported<T>, "a test cannot pass a parameter of this type");',
    '      |                        ^~~~~~~~~~~~~~',
    "/sandbox/cpp/json.hpp:229:24: note: 'waymark::unsupported<P>' evaluates to false",
    "waymark-call.cpp:8:52: error: no matching function for call to 'call(int, const waymark::Json&)'",
  ].join('\n');
  expect(tidyCompilerText(text)).toBe(
    [
      'In file included from /usr/include/c++/12/array:43:',
      '/usr/include/c++/12/tuple:9:1: error: no',
      "the test's call: error: static assertion failed: a test cannot pass a parameter of this type",
      "the test's call: error: no matching function for call to 'call(int, the test's values)'",
    ].join('\n'),
  );
});
