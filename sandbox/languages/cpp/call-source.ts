import type { SandboxTest } from '#sandbox/types.ts';
import { InvalidJobError } from '#sandbox/sandbox-fault.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*(::[A-Za-z_][A-Za-z0-9_]*)*$/;

function checked(name: string): string {
  if (!identifier.test(name)) throw new InvalidJobError(`${JSON.stringify(name)} is not a C++ name`);
  return name;
}

/** The source that includes the submission's entry file and calls what the tests name, or null for programs. */
export function callSource(tests: SandboxTest[], entry: string): string | null {
  const calls = new Set<string>();
  const classes = new Map<string, Set<string>>();
  for (const test of tests) {
    if (test.kind === 'call') calls.add(checked(test.call));
    if (test.kind !== 'class') continue;
    const methods = classes.get(checked(test.call)) ?? new Set();
    for (const step of test.steps) methods.add(checked(step.method));
    classes.set(test.call, methods);
  }
  if (calls.size === 0 && classes.size === 0) return null;
  const callBranches = [...calls].map(
    (name) => `  if (!steps && call == "${name}") return waymark::call(&${name}, request.at("args"));`,
  );
  const classBranches = [...classes].map(([name, methods]) => {
    const cases = [...methods].map(
      (method) =>
        `    if (method == "${method}") return waymark::call_method(object, &${name}::${method}, arguments);`,
    );
    return [
      `  if (steps && call == "${name}") return waymark::steps<${name}>(request, []([[maybe_unused]] ${name}& object, const std::string& method, [[maybe_unused]] const waymark::Json& arguments) -> std::string {`,
      ...cases,
      '    throw std::invalid_argument("no method " + method);',
      '  });',
    ].join('\n');
  });
  return `#include "/sandbox/cpp/call.hpp"
#define main submission_main
#include "${entry}"
#undef main
static std::string answer(const waymark::Json& request) {
  const std::string& call = request.at("call").text;
  const bool steps = request.has("steps");
${[...callBranches, ...classBranches].join('\n')}
  throw std::invalid_argument("no function " + call);
}
int main() { waymark::send(answer(waymark::receive())); }
`;
}
