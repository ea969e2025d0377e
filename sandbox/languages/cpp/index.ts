import { InvalidJobError } from '#sandbox/sandbox-fault.ts';
import { entryFile } from '../entry-file.ts';
import type { Language } from '../language.ts';
import { callSource } from './call-source.ts';
import { tidyCompilerText } from './tidy-compiler-text.ts';

const sourceFile = /\.(cpp|cc|cxx)$/;
const harness = 'waymark-call.cpp';

/** The same options as in images/cpp/Dockerfile, or the precompiled headers are not taken. */
const compiler = [
  '/usr/bin/g++',
  '-std=c++20',
  '-O2',
  '-g1',
  '-gdwarf-4',
  '-fno-pie',
  '-no-pie',
  '-fdiagnostics-color=never',
  '-fmax-errors=20',
  '-Wall',
];

/** A name that begins with a dash is a file all the same. */
const asArgument = (name: string): string => (name.startsWith('-') ? `./${name}` : name);

/** g++ compiles in the container; every test runs what it made. */
export const cpp: Language = {
  name: 'cpp',
  image: 'cpp',
  warm: null,
  runtimeMemoryKb: 4 * 1024,
  memoryOverheadMb: 640,
  workFolderMb: 48,
  plan: ({ files, tests, limits }) => {
    const entry = entryFile(files, ['.cpp', '.cc', '.cxx']);
    if (files.some((file) => file.name === harness || file.name === 'program'))
      throw new InvalidJobError(`A file must not be called ${harness} or program`, 'file_reserved');
    const source = callSource(tests, entry);
    const sources = files
      .map((file) => file.name)
      .filter((name) => sourceFile.test(name) && !(source && name === entry));
    return {
      files: source ? [...files, { name: harness, content: source }] : files,
      compile: [
        ...compiler,
        '-o',
        'program',
        ...sources.map(asArgument),
        ...(source ? [harness] : []),
        '/sandbox/cpp/report.o',
        '-ldl',
      ],
      compileLimits: {
        cpuMs: 20_000,
        wallMs: 60_000,
        memoryKb: 640 * 1024,
        outputKb: Math.min(64, limits.outputKb),
      },
      run: ['/box/program'],
      environment: ['HOME=/box', 'TMPDIR=/box', 'LANG=C.UTF-8', 'PATH=/usr/bin:/bin'],
    };
  },
  tidy: tidyCompilerText,
};
