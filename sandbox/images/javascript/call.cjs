'use strict';
// Runs inside the process of one function or class test. Everything here is the submission's to tamper with; the
// verdict rests on the runner's evidence and on the value compared outside.
const fs = require('node:fs');
const path = require('node:path');
const { given, plain } = require('./values.cjs');

const lookup = Symbol.for('waymark.lookup');

function send(json) {
  const answer = Buffer.from(JSON.stringify({ json }));
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
  if (!request.steps) return send(plain(await target(...request.args.map(given))));
  const instance = new target(...request.args.map(given));
  const values = [];
  for (const { method, args } of request.steps) {
    if (typeof instance[method] !== 'function')
      throw new TypeError(`${request.call} has no method '${method}'`);
    // At once, because a later step may change what this one returned.
    values.push(plain(await instance[method](...args.map(given)), 1));
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
