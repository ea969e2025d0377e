export const exerciseSlug = 'crash-sum';

/** The exercise the crash suite submits to: short limits, so that a round is short. */
export const exercise = {
  slug: exerciseSlug,
  title: 'Sum under fire',
  statement_md: 'Read two integers, print their sum.',
  kind: 'program',
  difficulty: 1,
  languages: ['python'],
  limits: { cpu_ms: 1_000, wall_ms: 3_000, memory_kb: 65_536, output_kb: 64 },
  max_attempts: 1_000,
  due_at: null,
  late_policy: null,
  starter: { python: [{ name: 'main.py', content: '' }] },
  solution: { python: [{ name: 'main.py', content: 'print(sum(map(int, input().split())))\n' }] },
  tests: [
    {
      name: 'small',
      hidden: false,
      weight: 1,
      group: null,
      input: { stdin: '1 2\n' },
      expected: { stdout: '3\n' },
      compare: 'trimmed',
    },
    {
      name: 'negative',
      hidden: true,
      weight: 1,
      group: null,
      input: { stdin: '-5 2\n' },
      expected: { stdout: '-3\n' },
      compare: 'trimmed',
    },
  ],
};

/** Programs with the one verdict each must get, whatever is killed meanwhile. */
export const programs = [
  { verdict: 'accepted', content: 'print(sum(map(int, input().split())))\n' },
  { verdict: 'accepted', content: 'import time\ntime.sleep(0.8)\nprint(sum(map(int, input().split())))\n' },
  { verdict: 'wrong_answer', content: 'print(4)\n' },
  { verdict: 'runtime_error', content: 'raise ValueError("no")\n' },
  { verdict: 'time_limit', content: 'while True: pass\n' },
  { verdict: 'memory_limit', content: 'x = bytearray(400 * 1024 * 1024)\nprint(len(x))\n' },
] as const;
