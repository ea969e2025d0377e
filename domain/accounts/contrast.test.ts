import { expect, test } from 'vitest';
import { contrastOf, isColour, minContrast, readability } from './contrast.ts';

test('ACC-6: an organisation’s colour is measured as WCAG measures it', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrastOf('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('ACC-6: the platform’s own colour passes, a pale one does not', () => {
  expect(readability('#14624F')).toBeGreaterThan(minContrast);
  expect(readability('#5CC5A4')).toBeLessThan(minContrast);
});

test('only six hexadecimal digits after a # are a colour', () => {
  expect(['#14624F', '#7A3E9D'].every(isColour)).toBe(true);
  expect(['14624F', '#fff', 'red', '#GGGGGG'].some(isColour)).toBe(false);
});
