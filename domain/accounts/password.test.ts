import { expect, test } from 'vitest';
import { passwordFaults } from './password.ts';

const person = { email: 'grace.hopper@navy.example', name: 'Grace Hopper' };

test.each([
  ['learn-by-doing-1', []],
  ['correct horse battery staple', []],
  ['Ünïcödé-pässwörd', []],
  ['sh0rt!', ['must have at least 8 characters']],
  ['😀😁😀😁😀😁😀', ['must have at least 8 characters']],
  ['password1', ['is one of the most common passwords']],
  ['QWERTYUIOP', ['is one of the most common passwords']],
  ['8301746592038', ['must not be all digits']],
  ['aaaaaaaa', ['must not be one character over and over']],
  ['        ', ['must not be one character over and over']],
  [' \u3000 \u3000 \u3000 \u3000', ['must not be only spaces']],
  ['gracehopper1', ['is too much like your e-mail or name']],
  ['Hopper99!', ['is too much like your e-mail or name']],
  ['grace.hopper@navy.example', ['is too much like your e-mail or name']],
])('ACC-3: %s: %j', (password, faults) => {
  expect(passwordFaults(password, person)).toEqual(faults);
});

test('ACC-3: a short name or a child without an e-mail rules out nothing', () => {
  expect(passwordFaults('learn-by-doing-1', { email: null, name: 'Bo' })).toEqual([]);
});
