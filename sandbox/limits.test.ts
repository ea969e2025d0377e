import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from './create-sandbox.ts';
import { docker, freshLabel, testLimits } from './testing.ts';
import type { SandboxLimits, SandboxTestResult } from './types.ts';

const sandbox = createSandbox({ docker, label: freshLabel('limits'), slots: 2 });

beforeAll(() => sandbox.prepare(['python', 'javascript', 'cpp']));
afterAll(() => sandbox.close());

async function run(
  language: string,
  content: string,
  stdins: string[],
  limits: Partial<SandboxLimits> = {},
): Promise<SandboxTestResult[]> {
  const name = { python: 'main.py', javascript: 'main.js', cpp: 'main.cpp' }[language]!;
  const tests = stdins.map((stdin) => ({ kind: 'program' as const, stdin }));
  const result = await sandbox.run({
    id: `limits-${Math.random()}`,
    language,
    files: [{ name, content }],
    tests,
    limits: { ...testLimits, ...limits },
  });
  if (result.outcome !== 'completed') throw new Error(JSON.stringify(result));
  return result.tests;
}

test('GRD-4: a loop without end is ended by its CPU time, and the next test runs', async () => {
  const source = 'if input() == "loop":\n    while True: pass\nprint("done")';
  const [first, second] = await run('python', source, ['loop\n', 'go\n'], { cpuMs: 300 });
  expect(first).toMatchObject({ ending: 'time_limit', timeKind: 'cpu' });
  expect(first?.cpuMs).toBeGreaterThanOrEqual(300);
  expect(second).toMatchObject({ ending: 'exited', stdout: 'done\n' });
});

test('GRD-4, GRD-10: a program at its CPU limit is not failed by the measuring, one beyond it is', async () => {
  const source =
    'import time\nuntil = float(input())\nwhile time.process_time() < until: pass\nprint("done")';
  const [within, beyond] = await run('python', source, ['1.005\n', '1.1\n'], { cpuMs: 1000 });
  expect(within).toMatchObject({ ending: 'exited', stdout: 'done\n' });
  expect(within?.cpuMs).toBeGreaterThan(1000);
  expect(beyond).toMatchObject({ ending: 'time_limit', timeKind: 'cpu' });
});

test('GRD-10: what the host made slow once is run again before it counts as too slow', async () => {
  const source = 'import time\nuntil = float(input())\nwhile time.time() < until: pass\nprint("done")';
  const [disturbed] = await run('python', source, [`${Date.now() / 1000 + 0.8}\n`], { cpuMs: 500 });
  expect(disturbed).toMatchObject({ ending: 'exited', stdout: 'done\n' });
  const always = await run('python', 'while True: pass', ['', '', ''], { cpuMs: 200 });
  expect(always.map(({ ending, timeKind }) => [ending, timeKind])).toEqual(
    [1, 2, 3].map(() => ['time_limit', 'cpu']),
  );
});

test('GRD-4: a program that waits for ever is ended by the clock', async () => {
  const [first] = await run('python', 'import time\nprint("waiting", flush=True)\ntime.sleep(60)', [''], {
    wallMs: 300,
  });
  expect(first).toMatchObject({ ending: 'time_limit', timeKind: 'wall', stdout: 'waiting\n' });
});

const hogs = {
  python: 'blocks = []\nwhile True:\n    blocks.append(bytearray(4 << 20))',
  javascript: 'const blocks = [];\nfor (;;) blocks.push(Buffer.alloc(4 << 20, 1));',
  cpp: '#include <vector>\nint main() { std::vector<char*> v; for (;;) { v.push_back(new char[1 << 22]); for (int i = 0; i < 1 << 22; i += 4096) v.back()[i] = 1; } }',
};

test.each(Object.entries(hogs))(
  'GRD-4: %s ends with memory_limit when it takes too much',
  async (language, source) => {
    const [first] = await run(language, source, [''], { memoryKb: 64 * 1024 });
    expect(first?.ending).toBe('memory_limit');
  },
);

test('GRD-4: a program within its memory limit keeps it', async () => {
  const [first] = await run('python', 'block = bytearray(90 << 20)\nprint(len(block))', [''], {
    memoryKb: 110 * 1024,
  });
  expect(first).toMatchObject({ ending: 'exited', stdout: `${90 << 20}\n` });
  expect(first?.memoryKb).toBeGreaterThan(90 * 1024);
});

test('GRD-4: too much output ends the test, cut at the stated size and between characters', async () => {
  const [first] = await run('python', 'while True: print("ä" * 1000)', [''], { outputKb: 8 });
  expect(first).toMatchObject({ ending: 'output_limit', outputCut: true });
  expect(Buffer.byteLength(first?.stdout ?? '')).toBeLessThanOrEqual(8 * 1024);
  expect(first?.stdout).toMatch(/^[ä\n]+$/);
});

test('a long standard error is cut, and alone does not end the test', async () => {
  const [first] = await run('python', 'import sys\nsys.stderr.write("e" * 20000)\nprint("done")', [''], {
    outputKb: 8,
  });
  expect(first).toMatchObject({ ending: 'exited', stdout: 'done\n', outputCut: true });
  expect(first?.stderr).toHaveLength(8 * 1024);
});

test('K23: bytes that are no text, and NUL, are told apart from the replacement character; a complaint shows them as it', async () => {
  const source = 'import sys\nfor stream in sys.stdout, sys.stderr: stream.buffer.write(b"a\\xffb\\x00c")';
  const [first] = await run('python', source, ['']);
  expect(first?.stdout).toBe('a\uDCFFb\0c');
  expect(first?.stderr).toBe('a\uFFFDb\uFFFDc');
});

test('a megabyte of input arrives whole; a program that never reads or closes it holds nothing up', async () => {
  const source =
    'import os, sys\nmode = os.read(0, 1)\nif mode == b"r": print(len(sys.stdin.read()))\nelif mode == b"c": os.close(0); print("closed")\nelse: print("unread")';
  const rest = 'x'.repeat(1 << 20);
  const tests = await run('python', source, [`r${rest}`, `c${rest}`, `n${rest}`]);
  expect(tests.map((result) => [result.ending, result.stdout])).toEqual([
    ['exited', `${1 << 20}\n`],
    ['exited', 'closed\n'],
    ['exited', 'unread\n'],
  ]);
});

test('exit codes and signals are told apart', async () => {
  const source =
    'import os, sys\nkind = input()\nif kind == "code": sys.exit(7)\nif kind == "text": sys.exit("bad")\nos.kill(os.getpid(), 11)';
  const tests = await run('python', source, ['code\n', 'text\n', 'signal\n']);
  expect(tests.map(({ ending, exitCode, signal, stderr }) => ({ ending, exitCode, signal, stderr }))).toEqual(
    [
      { ending: 'exited', exitCode: 7, signal: null, stderr: '' },
      { ending: 'exited', exitCode: 1, signal: null, stderr: 'bad\n' },
      { ending: 'signalled', exitCode: null, signal: 'SIGSEGV', stderr: '' },
    ],
  );
});

test("endless recursion is the program's error in each language", async () => {
  const python = await run('python', 'def down(n): return down(n + 1)\ndown(0)', ['']);
  const javascript = await run('javascript', 'const down = (n) => down(n + 1) + 1;\ndown(0);', ['']);
  const cpp = await run(
    'cpp',
    '#include <cstdio>\nint down(volatile int* n) { volatile int m[64] = {*n}; return down(m) + m[3]; }\nint main() { volatile int n = 1; std::printf("%d", down(&n)); }',
    [''],
  );
  expect(python[0]?.stderr).toContain('RecursionError');
  expect(javascript[0]?.stderr).toContain('Maximum call stack');
  expect([cpp[0]?.ending, cpp[0]?.signal]).toEqual(['signalled', 'SIGSEGV']);
});

test('times are told as used: CPU is not wall time', async () => {
  const [sleeping, working] = await run(
    'python',
    'import time\nif input() == "sleep": time.sleep(0.3)\nelse:\n    while time.process_time() < 0.3: pass',
    ['sleep\n', 'work\n'],
  );
  expect(sleeping?.wallMs).toBeGreaterThanOrEqual(300);
  expect(sleeping?.cpuMs).toBeLessThan(150);
  expect(working?.cpuMs).toBeGreaterThanOrEqual(290);
});

const medianOf = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

test('A3: what earlier tests printed is not held against later ones', async () => {
  const source =
    '#include <iostream>\n#include <string>\nint main() { int kilobytes; std::cin >> kilobytes; for (std::string text(1024, 120); kilobytes-- > 0;) std::cout << text; }';
  const small = Array.from({ length: 5 }, () => 1);
  const sizes = [...small, ...Array.from({ length: 200 }, () => 256), 4096, 4096, ...small];
  const tests = await run('cpp', source, sizes.map(String), { memoryKb: 16 * 1024, outputKb: 4096 });
  expect(tests.map(({ ending, stdout }) => [ending, stdout.length])).toEqual(
    sizes.map((kilobytes) => ['exited', kilobytes * 1024]),
  );
  // Linux counts resident pages for each processor and adds them up late: one figure may be off by
  // 128 KB a processor. What a test before printed would be 4096 KB, and 50 MB all together.
  const memory = tests.map(({ memoryKb }) => memoryKb);
  const first = medianOf(memory.slice(0, small.length));
  expect(medianOf(memory.slice(-small.length)) - first).toBeLessThan(256);
  expect(Math.max(...memory) - first).toBeLessThan(1024);
});

test('A3: what a program prints is not held against its own memory', async () => {
  const source =
    '#include <cstdio>\n#include <unistd.h>\nint main() { static char block[1024]; for (int i = 0; i < 16 * 1024; i++) { std::fwrite(block, 1, 1024, stdout); std::fwrite(block, 1, 1024, stderr); } std::fflush(stdout); usleep(500000); }';
  const [first] = await run('cpp', source, [''], { memoryKb: 8 * 1024, outputKb: 16 * 1024, cpuMs: 10_000 });
  expect([first?.ending, first?.stdout.length, first?.stderr.length]).toEqual(['exited', 1 << 24, 1 << 24]);
});

test('L13: when memory ends a submission goes before its runner, and both before the rest of the host', async () => {
  const source = 'for pid in ["self", "1"]: print(open(f"/proc/{pid}/oom_score_adj").read().strip())';
  const [first] = await run('python', source, ['']);
  expect(first?.stdout).toBe('1000\n500\n');
});
