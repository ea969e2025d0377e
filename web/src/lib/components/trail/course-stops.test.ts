import { expect, test } from 'vitest';
import type { OutlineExercise } from '#lib/api/types.ts';
import { exercisesLeft } from './course-stops.ts';

const exercise = (slug: string, available: boolean, solved: boolean): OutlineExercise => ({
  slug,
  title: slug,
  available,
  solved,
  attempts: 0,
  best_score: null,
  max_score: null,
});

test('what is left of a lesson can be opened, and is not solved', () => {
  const exercises = [
    exercise('open', true, false),
    exercise('solved', true, true),
    exercise('being-prepared', false, false),
  ];
  expect(exercisesLeft({ exercises }).map(({ slug }) => slug)).toEqual(['open']);
});
