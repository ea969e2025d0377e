import { expect, test } from 'vitest';
import { fieldFault, sentenceOf } from './field-faults.ts';

test('D27: a reason is a code with parameters, and says itself in English', () => {
  const fault = fieldFault('picture_pixels', { width: 9000, height: 8000, most: 50 });
  expect(fault).toEqual({
    code: 'picture_pixels',
    parameters: { width: '9000', height: '8000', most: '50' },
  });
  expect(sentenceOf(fault)).toBe('has 9000 × 8000 pixels, and the limit is 50 million: make it smaller');
  expect(sentenceOf(fieldFault('required'))).toBe('is required');
});

test('what a caller wrote is told as written, braces and all', () => {
  const fault = fieldFault('no_course', { course: '{course} $& {other}' });
  expect(sentenceOf(fault)).toBe('There is no course “{course} $& {other}”.');
  expect(sentenceOf(fieldFault('number_form'))).toContain('{"$object": {"$number": …}}');
});
