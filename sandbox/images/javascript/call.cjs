'use strict';
// Runs inside the process of one function or class test. Everything here is the submission's to tamper with; the
// verdict rests on the runner's evidence and on the value compared outside.
const fs = require('node:fs');
const path = require('node:path');

const lookup = Symbol.for('waymark.lookup');

/** The value as JSON can say it: maps become objects, sets arrays, numbers JSON lacks become text. */
function plain(value) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`a test cannot compare a returned ${typeof value}`);
  if (typeof value !== 'object') return value;
  if (typeof value.toJSON === 'function') return plain(value.toJSON());
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (
    Array.isArray(value) ||
    value instanceof Set ||
    ArrayBuffer.isView(value) ||
    typeof value[Symbol.iterator] === 'function'
  )
    return Array.from(value, plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function send(value) {
  const answer = Buffer.from(JSON.stringify({ json: plain(value) }));
  for (let sent = 0; sent < answer.length;) sent += fs.writeSync(4, answer, sent);
}

/** Finds a declared name, exported or not: a line at the end of the file lets us look into its scope. */
async function load(entry) {
  const file = path.join('/box', entry);
  fs.appendFileSync(file, `\n;globalThis[Symbol.for('waymark.lookup')] = (name) => eval(name);\n`);
  const module = await import(file);
  return (name) => {
    const [first, ...rest] = name.split('.');
    let found = module[first] ?? module.default?.[first];
    try {
      found ??= globalThis[lookup](first);
    } catch {
      found ??= module.default?.name === first ? module.default : undefined;
    }
    found = rest.reduce((target, key) => target?.[key], found);
    if (typeof found !== 'function') throw new ReferenceError(`${entry} has no function or class '${name}'`);
    return found;
  };
}

async function main() {
  const request = JSON.parse(fs.readFileSync(3, 'utf8'));
  const target = (await load(process.argv[2]))(request.call);
  if (!request.steps) return send(await target(...request.args));
  const instance = new target(...request.args);
  const values = [];
  for (const { method, args } of request.steps) {
    if (typeof instance[method] !== 'function')
      throw new TypeError(`${request.call} has no method '${method}'`);
    values.push(plain(await instance[method](...args)));
  }
  send(values);
}

main().then(
  () => process.exit(process.exitCode ?? 0),
  (error) => {
    process.exitCode = 1;
    fs.writeSync(2, `${error instanceof Error ? error.stack : `Uncaught ${String(error)}`}\n`);
    process.exit(1);
  },
);
