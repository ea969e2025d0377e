'use strict';
// Run once when the image is built: loads the compiler, the types of Node and of the language, and is kept as a snapshot
// of the heap. A container starts from the snapshot (0.3 s of CPU instead of 1.2) before there is a job and waits for the files.
// Type errors are compile errors; what is emitted carries source maps, so that a stack names lines of the .ts file.
const fs = require('node:fs');
const path = require('node:path');
const { startupSnapshot } = require('node:v8');

const folder = '/box';
const library = '/sandbox/typescript/node_modules/typescript/lib';

/** A script that becomes a snapshot can require Node's own modules only: the compiler is evaluated by hand. */
function loadCompiler() {
  const file = path.join(library, 'typescript.js');
  const module = { exports: {} };
  new Function('module', 'exports', 'require', '__filename', '__dirname', fs.readFileSync(file, 'utf8'))(
    module,
    module.exports,
    require,
    file,
    library,
  );
  return module.exports;
}

const ts = loadCompiler();
const common = {
  strict: true,
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts'],
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
  rewriteRelativeImportExtensions: true,
  experimentalDecorators: false,
  types: ['node'],
  typeRoots: ['/sandbox/typescript/node_modules/@types'],
  skipLibCheck: true,
  inlineSourceMap: true,
  inlineSources: true,
  noEmitOnError: true,
  newLine: ts.NewLineKind.LineFeed,
};
// CommonJS resolves `./other` without an extension, as students write it; only top-level await needs a real module.
const asCommonJs = { ...common, module: ts.ModuleKind.CommonJS };
const asModule = { ...common, module: ts.ModuleKind.ESNext };
const needsModule = new Set([1309, 1378, 1432]);

const libraries = new Map();

function compilerHost(options) {
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile } = host;
  host.getCurrentDirectory = () => folder;
  host.getDefaultLibLocation = () => library;
  host.getSourceFile = (name, ...rest) => {
    if (name.startsWith(folder)) return getSourceFile(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...rest));
    return libraries.get(name);
  };
  return host;
}

function check(options, rootNames) {
  const program = ts.createProgram({ rootNames, options, host: compilerHost(options) });
  return { program, problems: ts.getPreEmitDiagnostics(program) };
}

function explain(problems) {
  const text = ts.formatDiagnosticsWithColorAndContext(problems.slice(0, 20), {
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
  // eslint-disable-next-line no-control-regex -- colours of a terminal
  return text.replaceAll(/\u001b\[\d+m/g, '');
}

function compile() {
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => /\.[cm]?ts$/.test(name));
  const rootNames = names.map((name) => path.join(folder, name));
  let result = check(asCommonJs, rootNames);
  if (result.problems.some((problem) => needsModule.has(problem.code))) result = check(asModule, rootNames);
  if (result.problems.length > 0) {
    fs.writeSync(2, explain(result.problems));
    return 1;
  }
  return result.program.emit().emitSkipped ? 1 : 0;
}

// Warm: bind the libraries and check a line that touches them.
const host = compilerHost(asCommonJs);
const { getSourceFile, fileExists, readFile } = host;
const sample =
  'import * as fs from "node:fs"; console.log(fs.readFileSync(0, "utf8").split("\\n").map(Number), new Map<string, number>(), process.argv);';
host.getSourceFile = (name, ...rest) =>
  name === '/warm.ts' ? ts.createSourceFile(name, sample, ...rest) : getSourceFile(name, ...rest);
host.fileExists = (name) => name === '/warm.ts' || fileExists(name);
host.readFile = (name) => (name === '/warm.ts' ? sample : readFile(name));
ts.getPreEmitDiagnostics(ts.createProgram({ rootNames: ['/warm.ts'], options: asCommonJs, host }));

startupSnapshot.setDeserializeMainFunction(() => {
  fs.writeSync(4, 'w');
  fs.readSync(5, Buffer.alloc(1));
  process.exit(compile());
});
