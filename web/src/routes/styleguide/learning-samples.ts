import type { ListCommentsResponse } from '#lib/api/generated/index.ts';
import type { CourseSummary, ExercisePlace, Submission, Verdict } from '#lib/api/types.ts';
import type { ProgramRun } from '#lib/programs/program-run.ts';

const longTitle =
  'From a first program to a small service that others rely on, week by week and without hurry';

const course = (id: string, rest: Partial<CourseSummary> = {}): CourseSummary => ({
  id,
  slug: 'python-foundations',
  title: 'Python from the ground up',
  summary: 'Read, decide, repeat: the few things every program is made of.',
  difficulty: 1,
  estimated_minutes: 480,
  category: { slug: 'python', name: 'Python' },
  lesson_count: 8,
  exercise_count: 16,
  my_enrolment: null,
  ...rest,
});

const enrolment = (status: 'active' | 'completed') => ({
  id: status,
  status,
  enrolled_at: '2026-10-01T09:00:00Z',
  completed_at: status === 'completed' ? '2026-11-20T09:00:00Z' : null,
});

type GradedTest = Submission['tests'][number];
type PlacedExercise = ExercisePlace['lesson']['exercises'][number];

const exercise = (slug: string, title: string, solved: boolean): PlacedExercise => ({
  slug,
  title,
  available: true,
  attempts: solved ? 2 : 0,
  best_score: solved ? 10 : null,
  max_score: 10,
  solved,
});

const place = (rest: Partial<ExercisePlace>): ExercisePlace => ({
  course: { id: 'python', slug: 'python-foundations', title: 'Python from the ground up' },
  enrolled: true,
  progress: { lessons: 8, lessons_completed: 2, exercises: 16, exercises_solved: 5, percent: 38 },
  lesson: {
    id: 'numbers',
    slug: 'loops',
    title: 'Numbers and text',
    summary: '',
    number: 3,
    estimated_minutes: 25,
    status: 'IN_PROGRESS',
    exercises: [
      exercise('sum-two-numbers', 'Sum two numbers', true),
      exercise('shopping-list', 'Shopping list', false),
      exercise('count-words', longTitle, false),
    ],
  },
  next: null,
  ...rest,
});

const onTheWay = place({
  next: {
    lesson: { slug: 'loops', title: 'Numbers and text', number: 3 },
    exercise: exercise('shopping-list', 'Shopping list', false),
  },
});

const verdictOf = (verdict: GradedTest['verdict'], index: number): GradedTest => ({
  name: `test ${index + 1}`,
  hidden: false,
  weight: 1,
  group: null,
  verdict,
  cpu_ms: 4,
  wall_ms: 6,
  memory_kb: 12_400,
  message: null,
  diff: null,
  output: null,
  output_cut: false,
});

const trail = (
  status: Submission['status'],
  total: number,
  verdicts: GradedTest['verdict'][],
): Pick<Submission, 'status' | 'tests' | 'tests_total'> => ({
  status,
  tests_total: total,
  tests: verdicts.map(verdictOf),
});

const run = (result: Partial<NonNullable<ProgramRun['result']>> | null, rest: Partial<ProgramRun> = {}) =>
  ({
    key: 'sample',
    status: 'finished',
    our_fault: false,
    result: result && {
      verdict: null,
      message: null,
      compile_output: null,
      tests: [],
      output: null,
      ...result,
    },
    ...rest,
  }) satisfies ProgramRun;

const output = (stdout: string, stderr = '', cut = false) => ({
  stdout,
  stderr,
  exit_code: stderr === '' ? 0 : 1,
  cut,
  cpu_ms: 12,
  wall_ms: 31,
  memory_kb: 9_400,
});

const program = "words = input().split()\nprint(f'You need {len(words)} items.')\n";

/** What the style guide shows of reading, of work that was handed in, and of who is around it. */
export const learning = {
  markdown: `## Numbers

A number is *written down* or **computed**, and \`print\` shows it. More is told
[in the next lesson](#next).

- Whole numbers have no end.
- Others are rounded, as \`0.1 + 0.2\` shows.

### In a program

\`\`\`python
for number in range(3):
    print(number, "is a number, and this line is a good deal longer than a telephone is wide, so one scrolls")
\`\`\`

> Whoever rounds twice is wrong twice.

| Type | Example | Takes |
|------|---------|-------|
| \`int\` | 42 | as much as it needs |
| \`float\` | 0.5 | eight bytes |

*Answers.* 3, because counting begins at 0.
`,
  statement: `Read one line and print **how many words** it has.

## Input

One line of at most 1000 characters.
`,
  arabicMarkdown: `## الأعداد

العدد *يُكتب* أو **يُحسب**، والأمر \`print\` يعرضه.

- الأعداد الصحيحة لا نهاية لها.
- وغيرها يُقرَّب.

> من يقرّب مرتين يخطئ مرتين.
`,
  program,
  sources: [
    { name: 'main.py', content: program },
    { name: 'counting.py', content: 'def count(words: list[str]) -> int:\n    return len(words)\n' },
  ],
  otherSource: {
    name: 'main.ts',
    content:
      "const words = (await new Response(Deno.stdin.readable).text()).trim().split(' ');\nconsole.log(`You need ${words.length} items.`);\n",
  },
  warnings: [
    { file: 'main.py', line: 1, reason: 'no_network' as const, message: 'There is no network here.' },
  ],
  courses: [
    course('python'),
    course('enrolled', { my_enrolment: enrolment('active'), difficulty: 2 }),
    course('completed', { title: 'First steps', my_enrolment: enrolment('completed'), exercise_count: 1 }),
    course('long', {
      title: longTitle,
      summary: `${longTitle}. ${longTitle}.`,
      difficulty: 5,
      category: { slug: 'long', name: 'Software that lasts, and those who look after it' },
      estimated_minutes: null,
    }),
  ],
  percents: { enrolled: 38 },
  places: {
    onTheWay,
    notEnrolled: place({ enrolled: false, next: null }),
    atTheEnd: place({
      progress: { lessons: 8, lessons_completed: 8, exercises: 16, exercises_solved: 16, percent: 100 },
      lesson: {
        ...onTheWay.lesson,
        status: 'COMPLETED',
        exercises: onTheWay.lesson.exercises.map((one) => exercise(one.slug, one.title, true)),
      },
    }),
  },
  preparing: [
    { ready: 0, being_checked: 16, minutes_left: null },
    { ready: 1_204, being_checked: 96, minutes_left: 12 },
  ],
  trails: [
    trail('queued', 6, []),
    trail('running', 6, ['accepted', 'accepted', 'wrong_answer']),
    trail('graded', 6, ['accepted', 'wrong_answer', 'runtime_error', 'time_limit', 'skipped', 'skipped']),
    trail(
      'graded',
      80,
      Array.from({ length: 80 }, (_, index) => (index % 9 === 4 ? 'wrong_answer' : 'accepted')),
    ),
  ],
  runs: {
    printed: run({ output: output('You need 3 items.\n') }),
    nothing: run({ output: output('') }),
    cut: run({ output: output(`${'0123456789'.repeat(30)}\n`, 'A warning that the program wrote.\n', true) }),
    failed: run({
      verdict: 'runtime_error' satisfies Verdict,
      message: 'IndexError in main.py, line 3: list index out of range',
      reason: {
        code: 'exception',
        parameters: { name: 'IndexError', file: 'main.py', line: 3, text: 'list index out of range' },
      },
      output: output('', 'Traceback (most recent call last):\nIndexError: list index out of range\n'),
    }),
    refused: run({
      verdict: 'compile_error' satisfies Verdict,
      compile_output: "main.cpp:3:14: error: expected ';' before 'return'",
    }),
    cancelled: run(null, { status: 'cancelled' }),
    fault: run(null, { status: 'running', our_fault: true }),
    late: run(null, { status: 'running' }),
  },
  comments: [
    {
      id: 'first',
      author: { id: 'jonas', name: 'Jonas Weber', picture_url: null },
      body: 'This reads well.\nWhat does it print when the line is empty?',
      created_at: '2026-11-27T09:00:00Z',
    },
    {
      id: 'second',
      author: { id: 'maria', name: 'Maria Magdalena von und zu Hohenstaufen-Wittelsbach', picture_url: null },
      body: 'Look at https://docs.example.com/a/very/long/address/that/has/no/place/where/a/line/could/end#at-all first.',
      created_at: '2026-11-28T11:58:00Z',
    },
  ] satisfies ListCommentsResponse['data'],
  sessions: [
    {
      id: 'this',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0',
      address: '127.0.0.1',
      current: true,
      viewed_by: null,
      last_used_at: '2026-11-28T12:00:00Z',
    },
    {
      id: 'phone',
      user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1',
      address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
      current: false,
      viewed_by: null,
      last_used_at: '2026-11-28T10:00:00Z',
    },
    {
      id: 'parent',
      user_agent: 'a-program-with-a-name-that-is-longer-than-a-telephone-is-wide/2.1',
      address: '192.0.2.17',
      current: false,
      viewed_by: 'parent',
      last_used_at: '2026-11-21T09:00:00Z',
    },
    {
      id: 'unknown',
      user_agent: null,
      address: null,
      current: false,
      viewed_by: null,
      last_used_at: '2026-10-28T09:00:00Z',
    },
  ],
  people: ['Mina Okafor', 'Jonas', 'Maria Magdalena von und zu Hohenstaufen-Wittelsbach', 'علي حسن'],
  figures: [
    { label: 'Submissions wait', count: 12, href: '#waiting', todo: true },
    { label: 'Messages, none of them new', count: 0, href: '#messages', todo: true },
    { label: 'Students', count: 1_240_315, href: '#students' },
    { label: 'Exercises that nobody has solved although many have tried', count: 3, href: '#hard' },
  ],
  toasts: [
    { tone: 'ok', text: 'Your profile is saved.' },
    { tone: 'warn', text: 'There is no network. What you write is kept in this browser until there is.' },
    { tone: 'bad', text: 'This could not be sent. Try once more in a minute.' },
  ] as const,
  processStates: ['queued', 'running', 'graded', 'sent', 'cancelled', 'refused', 'expired'],
  links: [
    { href: '#overview', label: 'Overview' },
    { href: '#people', label: 'People' },
    { href: '#submissions', label: 'Submissions' },
    { href: '#exercises', label: 'Exercises and their tests' },
    { href: '#analytics', label: 'Analytics' },
    { href: '#settings', label: 'Settings' },
  ],
  arabic: {
    comments: [
      {
        id: 'arabic',
        author: { id: 'ali', name: 'علي حسن', picture_url: null },
        body: 'قراءته سهلة.\nماذا يطبع إذا كان السطر فارغًا؟',
        created_at: '2026-11-27T09:00:00Z',
      },
    ] satisfies ListCommentsResponse['data'],
    course: course('arabic', {
      title: 'بايثون من البداية',
      summary: 'القراءة والقرار والتكرار: ما يتكوّن منه كل برنامج.',
      category: { slug: 'python', name: 'بايثون' },
      my_enrolment: enrolment('active'),
    }),
    figures: [
      { label: 'حلول تنتظر', count: 12, href: '#arabic-waiting', todo: true },
      { label: 'الطلاب', count: 315, href: '#arabic-students' },
    ],
    toast: 'حُفظ ملفك الشخصي.',
    banner: 'سيُحذف حسابك بعد أربعة عشر يومًا.',
    act: 'الاحتفاظ به',
    back: 'كل الدورات',
    done: 'حُفظت التغييرات.',
    links: [
      { href: '#overview', label: 'نظرة عامة' },
      { href: '#people', label: 'الأشخاص' },
    ],
  },
};
