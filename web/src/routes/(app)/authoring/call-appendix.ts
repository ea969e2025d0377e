/** One call a test makes: of a function, or of a class and then its methods. */
export type CallJob = { call: string; args: unknown[]; steps?: { method: string; args: unknown[] }[] };

/** Begins the line that holds a value, so that what the program prints itself is told apart. */
export const valueMark = 'waymark-value:';

const python = `
import json as _json, sys as _sys
for _job in _json.loads(_sys.stdin.read()):
    _target = globals()[_job["call"].split(".")[0]]
    for _part in _job["call"].split(".")[1:]:
        _target = getattr(_target, _part)
    _value = _target(*_job["args"])
    if "steps" in _job:
        _value = [getattr(_value, _step["method"])(*_step["args"]) for _step in _job["steps"]]
    print("\\n${valueMark}" + _json.dumps(_value, default=lambda _item: sorted(_item) if isinstance(_item, (set, frozenset)) else list(_item)))
`;

const javascript = `
{
  const text = require('node:fs').readFileSync(0, 'utf8');
  const next = async () => {
    for (const { call, args, steps } of JSON.parse(text)) {
      const target = eval(call);
      let value;
      if (steps) {
        const instance = new target(...args);
        value = [];
        for (const step of steps) value.push(await instance[step.method](...step.args));
      } else value = await target(...args);
      console.log('\\n${valueMark}' + JSON.stringify(value ?? null, (key, item) => (item instanceof Set ? [...item] : item instanceof Map ? Object.fromEntries(item) : item ?? null)));
    }
  };
  next();
}
`;

/** Lines that, put after a solution, make the calls of standard input and print each value. Languages that are not here cannot be asked that way. */
export const callAppendixOf: Record<string, string> = { python, javascript };

/** The values in the order of the calls, as JSON. */
export const valuesIn = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith(valueMark))
    .map((line) => line.slice(valueMark.length));
