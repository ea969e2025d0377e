import { readExercise } from '#content/reading/read-exercise.ts';
import path from 'node:path';

const exercises = path.resolve(import.meta.dirname, '../../content/demo/exercises');

/** Source text of a hand-in that is wrong on purpose, or 'solution' for the exercise's own. */
type Source = 'solution' | 'starter' | { code: string };

export type Step =
  | { do: 'enrol'; course: string }
  /** `lesson` counts from 1. */
  | { do: 'open' | 'finish'; course: string; lesson: number }
  | { do: 'submit'; exercise: string; language: string; source: Source };

/** What one person did on one day; 0 is today. A comment of the trainer's belongs to the newest hand-in of its exercise. */
export type Day = { daysAgo: number; steps: Step[] };
export type Learner = { who: string; days: Day[]; comments: Record<string, string> };

const python = 'python-foundations';
const enrol = (course: string): Step => ({ do: 'enrol', course });
const open = (lesson: number, course = python): Step => ({ do: 'open', course, lesson });
const finish = (lesson: number, course = python): Step => ({ do: 'finish', course, lesson });
const submit = (exercise: string, source: Source = 'solution', language = 'python'): Step => ({
  do: 'submit',
  exercise,
  language,
  source,
});

/** Mina's program of today: right but for one letter, when there is exactly one thing to buy. */
const oneLetterTooMany = `items = input().split()

if not items:
    print("You need nothing.")
else:
    print(f"You need {len(items)} items: {', '.join(items)}.")
`;

const withoutZero = `total = int(input())
print(f"{total // 60} h {total % 60} min")
`;

const misspelt = `def steps_to_one(number):
    steps = 0
    while number != 1:
        if number % 2 == 0:
            nunber = number // 2
        else:
            number = number * 3 + 1
        step += 1
    return steps
`;

const gluedTexts = `first, second = input().split()
print(first + second)
`;

const onlyOneBoundary = `def ticket_price(age, has_card):
    if age < 6:
        return 0
    elif age < 18:
        return 600
    elif age >= 65:
        return 800
    elif has_card:
        return 900
    else:
        return 1100
`;

const forgetsSpaces = `function initials(name) {
  return name.split(' ').map((part) => part[0].toUpperCase() + '.').join('');
}
`;

const wrongType = `type Person = { name: string; department?: string };

export function groupByDepartment(people: Person[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const { name, department } of people) {
    groups[department] ??= [];
    groups[department].push(name);
  }
  return groups;
}
`;

/** What the demo's learners did. Python comes first in each day, because other languages' images may still be built. */
export const learners: Learner[] = [
  {
    who: 'student@example.com',
    days: [
      { daysAgo: 12, steps: [enrol(python), open(1), submit('greeting-card')] },
      {
        daysAgo: 11,
        steps: [submit('sum-two-numbers', { code: gluedTexts }), submit('sum-two-numbers'), finish(1)],
      },
      {
        daysAgo: 5,
        steps: [open(2), submit('temperature'), submit('minutes-to-hours', { code: withoutZero })],
      },
      { daysAgo: 4, steps: [submit('minutes-to-hours'), finish(2), open(3)] },
      { daysAgo: 3, steps: [submit('ticket-price', { code: onlyOneBoundary }), submit('ticket-price')] },
      { daysAgo: 2, steps: [submit('leap-year'), finish(3), open(4), submit('multiplication-row')] },
      {
        daysAgo: 1,
        steps: [submit('collatz-steps', { code: misspelt }), submit('collatz-steps'), finish(4)],
      },
      {
        daysAgo: 0,
        steps: [open(5), submit('average-of-scores'), submit('shopping-list', { code: oneLetterTooMany })],
      },
    ],
    comments: {
      'greeting-card': 'Welcome, Mina. A good start.',
      'sum-two-numbers': 'You found it yourself: texts are glued, numbers are added.',
      temperature: 'Exactly right, and no rounding in the middle. Well read.',
      'minutes-to-hours':
        'The zero was the catch. `:02` is worth remembering, you will need it for every clock.',
      'ticket-price': 'Trying the ages at the boundaries first was the right idea.',
      'leap-year': 'Short and readable. Could you say in words why the `and` needs no brackets?',
      'multiplication-row': 'Good. `range(1, 11)` at the first try, which not everybody manages.',
      'collatz-steps':
        'A misspelt name is the most common mistake there is. The message told you the line: that is the place to look first.',
      'average-of-scores': 'All three mistakes found. The empty list is always worth a test.',
    },
  },
  {
    who: 'student2@example.com',
    days: [
      {
        daysAgo: 6,
        steps: [enrol(python), open(1), submit('greeting-card'), submit('sum-two-numbers'), finish(1)],
      },
      {
        daysAgo: 2,
        steps: [
          enrol('javascript-first-steps'),
          open(1, 'javascript-first-steps'),
          submit('js-initials', { code: forgetsSpaces }, 'javascript'),
        ],
      },
      {
        daysAgo: 0,
        steps: [
          enrol('typescript-first-steps'),
          open(1, 'typescript-first-steps'),
          submit('ts-group-by', { code: wrongType }, 'typescript'),
        ],
      },
    ],
    comments: {
      'greeting-card': 'Hello Leo, good to have you here.',
      'sum-two-numbers': 'Right. Try it in JavaScript too, you know that already.',
      'js-initials':
        'Look at what `split` gives for two spaces in a row, and what the first letter of nothing is.',
    },
  },
  {
    who: 'student3@example.com',
    days: [
      {
        daysAgo: 9,
        steps: [
          enrol('javascript-first-steps'),
          open(1, 'javascript-first-steps'),
          submit('sum-two-numbers', 'solution', 'javascript'),
        ],
      },
      {
        daysAgo: 8,
        steps: [
          submit('js-initials', 'solution', 'javascript'),
          submit('js-cart-total', 'solution', 'javascript'),
          finish(1, 'javascript-first-steps'),
        ],
      },
    ],
    comments: {
      'sum-two-numbers': 'Very tidy.',
      'js-initials': 'Four small steps that read like a sentence. Nice.',
      'js-cart-total':
        'You took `quantity = 1` apart in the parameters: that is how it is done. The course is yours.',
    },
  },
  {
    who: 'student4@example.com',
    days: [{ daysAgo: 0, steps: [enrol(python), open(8)] }],
    comments: {},
  },
  {
    who: 'Nico Ruiz',
    days: [
      { daysAgo: 3, steps: [enrol(python), open(1), submit('greeting-card')] },
      // Three times in vain: somebody should speak to him, and the trainer's figures say so.
      {
        daysAgo: 1,
        steps: [
          submit('sum-two-numbers', { code: gluedTexts }),
          submit('sum-two-numbers', { code: gluedTexts.replace('first + second', 'first, second') }),
          submit('sum-two-numbers', 'starter'),
        ],
      },
    ],
    comments: { 'greeting-card': 'Well done, Nico.' },
  },
  {
    who: 'Elena Ruiz',
    days: [{ daysAgo: 4, steps: [enrol(python), open(1), submit('greeting-card', 'starter')] }],
    comments: {},
  },
];

/** The story of the other organisation, which the demo's people must never see. */
export const otherLearners: Learner[] = [
  {
    who: 'outsider@example.com',
    days: [{ daysAgo: 0, steps: [enrol('python-at-the-harbour'), open(1, 'python-at-the-harbour')] }],
    comments: {},
  },
];

/** Handed in by Fatima while the grading worker is stopped: exponential work, so that it takes some seconds. */
export const interrupted = {
  who: 'student4@example.com',
  step: { do: 'submit', exercise: 'stair-climber', language: 'python', source: 'starter' },
} as const;

/** Due dates that the trainer sets, in hours from now. What is late costs a tenth a day, at most half. */
export const dueInHours: Record<string, number> = { 'shopping-list': 2, 'count-words': 5 * 24 };

/** The files of a hand-in. */
export async function filesOf({
  exercise,
  language,
  source,
}: Extract<Step, { do: 'submit' }>): Promise<{ name: string; content: string }[]> {
  const { solution, starter } = await readExercise(path.join(exercises, exercise));
  const files = (source === 'starter' ? starter : solution)[language]!;
  return typeof source === 'string' ? files : [{ name: files[0]!.name, content: source.code }];
}
