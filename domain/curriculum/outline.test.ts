import { expect, test } from 'vitest';
import { courseProgressOf, placeOf, resumePointOf } from './outline.ts';
import type { OutlineExercise, OutlineLesson } from './outline.ts';
import type { LessonStatus } from '../progress/progress.ts';

const exercise = (slug: string, solved: boolean, available = true): OutlineExercise => ({
  slug,
  title: slug,
  available,
  attempts: 0,
  bestScore: null,
  maxScore: null,
  solved,
});
const lesson = (id: string, status: LessonStatus, exercises: OutlineExercise[] = []): OutlineLesson => ({
  id,
  slug: id,
  title: id,
  summary: '',
  estimatedMinutes: null,
  status,
  seenAt: null,
  exercises,
});

test('CUR-4: lessons and exercises count the same; an exercise nobody can open yet does not count', () => {
  const lessons = [
    lesson('a', 'COMPLETED', [exercise('x', true), exercise('y', false), exercise('z', false, false)]),
    lesson('b', 'IN_PROGRESS'),
  ];
  expect(courseProgressOf(lessons)).toEqual({
    lessons: 2,
    lessonsCompleted: 1,
    exercises: 2,
    exercisesSolved: 1,
    percent: 50,
  });
  expect(courseProgressOf([])).toMatchObject({ percent: 0 });
});

test('100 percent means done: two of three is 66, not 67', () => {
  expect(
    courseProgressOf([lesson('a', 'COMPLETED'), lesson('b', 'COMPLETED'), lesson('c', 'IN_PROGRESS')])
      .percent,
  ).toBe(66);
});

test('CUR-4: one goes on in the first lesson that is not completed, at its first unsolved exercise once it was opened', () => {
  const two = (status: LessonStatus) => [
    lesson('a', 'COMPLETED', [exercise('skipped', false)]),
    lesson('b', status, [exercise('x', true), exercise('y', false)]),
  ];
  expect(resumePointOf(two('NOT_STARTED'))).toMatchObject({ number: 2, exercise: null });
  expect(resumePointOf(two('IN_PROGRESS'))).toMatchObject({ number: 2, exercise: { slug: 'y' } });
});

test('D20: of several lessons that were begun, one goes on in the one that was read last', () => {
  const seen = (id: string, hour: number): OutlineLesson => ({
    ...lesson(id, 'IN_PROGRESS'),
    seenAt: new Date(Date.UTC(2026, 10, 21, hour)),
  });
  expect(resumePointOf([seen('a', 8), lesson('b', 'NOT_STARTED'), seen('c', 9), seen('d', 7)])).toMatchObject(
    {
      lesson: { id: 'c' },
      number: 3,
    },
  );
  expect(resumePointOf([lesson('a', 'NOT_STARTED'), seen('b', 8)])).toMatchObject({ number: 2 });
  expect(resumePointOf([lesson('a', 'COMPLETED'), lesson('b', 'NOT_STARTED')])).toMatchObject({ number: 2 });
});

test('CUR-4: with every lesson completed one goes on at the first exercise that was left out, and nowhere when there is none', () => {
  expect(
    resumePointOf([lesson('a', 'COMPLETED', [exercise('x', false)]), lesson('b', 'COMPLETED')]),
  ).toMatchObject({ number: 1, exercise: { slug: 'x' } });
  expect(
    resumePointOf([lesson('a', 'COMPLETED', [exercise('x', true), exercise('z', false, false)])]),
  ).toBeNull();
  expect(resumePointOf([])).toBeNull();
});

test('CUR-4: from a solved exercise one goes to the next of its lesson, then to what was left out, then to the lesson, then on', () => {
  const course = (status: LessonStatus, solved: boolean[]) => [
    lesson('a', status, [
      exercise('x', solved[0]!),
      exercise('y', solved[1]!),
      exercise('soon', false, false),
      exercise('z', solved[2]!),
    ]),
    lesson('b', 'NOT_STARTED', [exercise('w', false)]),
  ];
  const next = (status: LessonStatus, solved: boolean[]) => {
    const place = placeOf(course(status, solved), 'y')!;
    expect(place.number).toBe(1);
    return [place.next?.lesson.slug, place.next?.exercise?.slug];
  };
  expect(next('IN_PROGRESS', [false, true, false])).toEqual(['a', 'z']);
  expect(next('IN_PROGRESS', [false, true, true])).toEqual(['a', 'x']);
  expect(next('IN_PROGRESS', [true, true, true])).toEqual(['a', undefined]);
  expect(next('COMPLETED', [true, true, true])).toEqual(['b', undefined]);
  expect(placeOf(course('COMPLETED', [true, true, true]), 'elsewhere')).toBeUndefined();
});

test('CUR-4: at the end of a course nothing is next, and an exercise is not its own next', () => {
  const alone = (solved: boolean) => placeOf([lesson('a', 'COMPLETED', [exercise('x', solved)])], 'x')!.next;
  expect([alone(true), alone(false)]).toEqual([null, null]);
  const left = ['a', 'b'].map((slug) => lesson(slug, 'COMPLETED', [exercise(`in-${slug}`, false)]));
  expect(placeOf(left, 'in-a')!.next?.exercise?.slug).toBe('in-b');
  expect(placeOf(left, 'in-b')!.next?.exercise?.slug).toBe('in-a');
});
