import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { entryFile } from '../entry-file.ts';
import { nodeCommand } from '../javascript/index.ts';
import type { Language } from '../language.ts';
import { tidyNodeText } from '../node-text.ts';

/** Files of an installed package as names below `compiler/` in the build context. */
function packageFiles(
  name: string,
  from: NodeJS.Require,
  wanted: (path: string) => boolean,
): Record<string, string> {
  const root = dirname(from.resolve(`${name}/package.json`));
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.\w+$/.test(path) && wanted(path),
  );
  return Object.fromEntries(paths.map((path) => [`compiler/${name}/${path}`, join(root, path)]));
}

function imageFiles(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const nodeTypes = createRequire(require.resolve('@types/node/package.json'));
  return {
    ...packageFiles(
      'typescript',
      require,
      (path) => path === 'package.json' || /^lib\/(typescript\.js|lib\..*\.d\.ts|lib\.d\.ts)$/.test(path),
    ),
    ...packageFiles('@types/node', require, (path) => path === 'package.json' || path.endsWith('.d.ts')),
    ...packageFiles('undici-types', nodeTypes, (path) => path === 'package.json' || path.endsWith('.d.ts')),
  };
}

/** TypeScript's own compiler, warm before there is a job, checks types and emits; Node runs one process a test. */
export const typescript: Language = {
  name: 'typescript',
  image: 'typescript',
  imageOn: 'javascript',
  imageFiles,
  warm: {
    as: 'compiler',
    command: ['/usr/local/bin/node', '--snapshot-blob', '/sandbox/typescript/compiler.blob'],
  },
  runtimeMemoryKb: 64 * 1024,
  memoryOverheadMb: 512,
  workFolderMb: 16,
  plan: ({ files, tests, limits }) => {
    const entry = entryFile(files, ['.ts', '.mts', '.cts']).replace(/ts$/, 'js');
    const program = tests.every((test) => test.kind === 'program');
    return {
      files,
      compile: ['compile'],
      compileLimits: {
        cpuMs: 10_000,
        wallMs: 40_000,
        memoryKb: 512 * 1024,
        outputKb: Math.min(64, limits.outputKb),
      },
      run: [
        ...nodeCommand,
        '--enable-source-maps',
        ...(program ? [`./${entry}`] : ['/sandbox/javascript/call.cjs', entry]),
      ],
      environment: [],
    };
  },
  tidy: tidyNodeText,
};
