import { expect, test } from 'vitest';
import { courseProgressOf, resumePointOf } from './outline.ts';
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

test('CUR-4: with every lesson completed one goes on at the first exercise that was left out, and nowhere when there is none', () => {
  expect(
    resumePointOf([lesson('a', 'COMPLETED', [exercise('x', false)]), lesson('b', 'COMPLETED')]),
  ).toMatchObject({ number: 1, exercise: { slug: 'x' } });
  expect(
    resumePointOf([lesson('a', 'COMPLETED', [exercise('x', true), exercise('z', false, false)])]),
  ).toBeNull();
  expect(resumePointOf([])).toBeNull();
});
