import { expect, test } from 'vitest';
import { exerciseStateOf, lessonStateOf } from './progress.ts';
import type { GradedEvent, LessonEvent } from './progress.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const lesson = (kind: LessonEvent['kind'], minute: number): LessonEvent => ({ kind, happenedAt: at(minute) });
const graded = (
  submissionId: string,
  score: number,
  minute: number,
  accepted = score === 10,
): GradedEvent => ({
  submissionId,
  score,
  accepted,
  maxScore: 10,
  happenedAt: at(minute),
});

test('CUR-4: a lesson is where its last event left it, and keeps the time it was first opened', () => {
  expect(lessonStateOf([])).toEqual({ status: 'NOT_STARTED', startedAt: null, completedAt: null });
  const done = [lesson('lesson_started', 1), lesson('lesson_completed', 5)];
  expect(lessonStateOf(done)).toEqual({ status: 'COMPLETED', startedAt: at(1), completedAt: at(5) });
  expect(lessonStateOf([...done, lesson('lesson_reopened', 7)])).toEqual({
    status: 'IN_PROGRESS',
    startedAt: at(1),
    completedAt: null,
  });
  expect(lessonStateOf([lesson('lesson_completed', 3)])).toEqual({
    status: 'COMPLETED',
    startedAt: at(3),
    completedAt: at(3),
  });
});

test('CUR-4: the best hand-in counts, whichever came first, and the first accepted one is when it was solved', () => {
  expect(exerciseStateOf([])).toEqual({
    attempts: 0,
    bestScore: null,
    maxScore: null,
    solvedAt: null,
    lastGradedAt: null,
  });
  const events = [graded('a', 4, 1), graded('b', 10, 2), graded('c', 7, 3), graded('d', 10, 4)];
  expect(exerciseStateOf(events)).toEqual({
    attempts: 4,
    bestScore: 10,
    maxScore: 10,
    solvedAt: at(2),
    lastGradedAt: at(4),
  });
});

test('CUR-4: grading a hand-in again replaces what it came to and is no further attempt', () => {
  const regraded = [graded('a', 4, 1), graded('a', 10, 9)];
  expect(exerciseStateOf(regraded)).toMatchObject({ attempts: 1, bestScore: 10, solvedAt: at(9) });
  expect(exerciseStateOf([graded('a', 10, 1), graded('a', 3, 9)])).toMatchObject({
    attempts: 1,
    bestScore: 3,
    solvedAt: null,
  });
});

test('an accepted hand-in that lost marks for lateness has solved the exercise all the same', () => {
  expect(exerciseStateOf([graded('late', 8, 1, true)])).toMatchObject({ bestScore: 8, solvedAt: at(1) });
});
