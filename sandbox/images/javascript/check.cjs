'use strict';
// Started before there is a job. Parses every file without running it, so that a syntax error is known before the first test.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const commonParameters = ['exports', 'require', 'module', '__filename', '__dirname'];

const asScript = (code, filename) => vm.compileFunction(code, commonParameters, { filename });
const asModule = (code, identifier) => new vm.SourceTextModule(code, { identifier });

/** The error of a file that is neither a script nor a module, or null. */
function problem(name) {
  const code = fs.readFileSync(name, 'utf8').replace(/^#!/, '//');
  const attempts = name.endsWith('.mjs')
    ? [asModule]
    : name.endsWith('.cjs')
      ? [asScript]
      : [asScript, asModule];
  const errors = [];
  for (const attempt of attempts) {
    try {
      attempt(code, name);
      return null;
    } catch (error) {
      errors.push(error);
    }
  }
  // The module's message fits better where the file says it is one.
  return /^[^\S\r\n\u2028\u2029]*(import|export)\b/m.test(code) ? errors.at(-1) : errors[0];
}

process.chdir('/box');
asScript('0', 'warm.js');
asModule('0', 'warm.mjs');
fs.writeSync(4, 'w');
fs.readSync(5, Buffer.alloc(1));
let failed = false;
for (const entry of fs.readdirSync('.', { recursive: true, withFileTypes: true })) {
  const name = path.join(entry.parentPath, entry.name);
  if (!entry.isFile() || !/\.[cm]?js$/.test(name)) continue;
  const error = problem(name);
  if (!error) continue;
  failed = true;
  fs.writeSync(2, `${String(error.stack).split(/\n {4}at /)[0]}\n`);
}
process.exit(failed ? 1 : 0);
