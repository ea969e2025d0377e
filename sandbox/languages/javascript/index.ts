import { entryFile } from '../entry-file.ts';
import type { Language } from '../language.ts';
import { nodeImageFiles } from '../node-image-files.ts';
import { tidyNodeText } from '../node-text.ts';

/** The heap must not end before the container's memory does, or running out of memory would look like a crash. */
export const nodeCommand = [
  '/usr/local/bin/node',
  '--max-old-space-size=8192',
  '--stack-size=16000',
  '--no-warnings',
];

/** Node, one process a test; a second one, started ahead of need, looks for syntax errors. */
export const javascript: Language = {
  name: 'javascript',
  image: 'javascript',
  imageFiles: nodeImageFiles,
  warm: {
    as: 'compiler',
    command: [
      '/usr/local/bin/node',
      '--experimental-vm-modules',
      '--no-warnings',
      '/sandbox/javascript/check.cjs',
    ],
  },
  runtimeMemoryKb: 64 * 1024,
  memoryOverheadMb: 128,
  workFolderMb: 16,
  plan: ({ files, tests, limits }) => {
    const entry = entryFile(files, ['.js', '.mjs', '.cjs']);
    const program = tests.every((test) => test.kind === 'program');
    return {
      files,
      compile: ['check'],
      compileLimits: {
        cpuMs: 5_000,
        wallMs: 20_000,
        memoryKb: 256 * 1024,
        outputKb: Math.min(64, limits.outputKb),
      },
      run: program ? [...nodeCommand, `./${entry}`] : [...nodeCommand, '/sandbox/javascript/call.cjs', entry],
      environment: [],
    };
  },
  tidy: tidyNodeText,
};
