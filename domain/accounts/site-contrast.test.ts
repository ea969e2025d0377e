import { expect, test } from 'vitest';
import * as rule from './contrast.ts';
import { isColour, minContrast, readability } from '#web/src/routes/(app)/admin/organisation/contrast.ts';

test('ACC-6: the page draws the contrast by which the API decides', () => {
  expect(minContrast).toBe(rule.minContrast);
  for (const colour of ['#000000', '#14624F', '#5CC5A4', '#7A3E9D', '#ffffff'])
    expect(readability(colour)).toBe(rule.readability(colour));
  for (const text of ['#14624F', '14624F', '#fff', 'red', '#GGGGGG'])
    expect(isColour(text)).toBe(rule.isColour(text));
});
