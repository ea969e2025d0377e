import { entryFile } from '../entry-file.ts';
import type { Language } from '../language.ts';

/** CPython, started once in each container and forked for each test. */
export const python: Language = {
  name: 'python',
  image: 'python',
  warm: {
    as: 'interpreter',
    command: ['/usr/bin/python3', '-s', '-P', '-X', 'utf8', '/sandbox/python/interpreter.py'],
  },
  runtimeMemoryKb: 12 * 1024,
  memoryOverheadMb: 48,
  workFolderMb: 16,
  plan: ({ files, limits }) => {
    const entry = entryFile(files, ['.py']);
    return {
      files,
      compile: [entry],
      compileLimits: { ...limits, cpuMs: 5_000, wallMs: 20_000, outputKb: 64 },
      run: [entry],
      environment: [],
    };
  },
  tidy: (text) => text.replaceAll('"/box/', '"'),
};
