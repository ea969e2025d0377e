import { expect, test } from 'vitest';
import { passwordFaults } from './password.ts';

const person = { email: 'grace.hopper@navy.example', name: 'Grace Hopper' };

test.each([
  ['learn-by-doing-1', []],
  ['correct horse battery staple', []],
  ['Ünïcödé-pässwörd', []],
  ['sh0rt!', ['too_short']],
  ['😀😁😀😁😀😁😀', ['too_short']],
  ['password1', ['password_common']],
  ['QWERTYUIOP', ['password_common']],
  ['8301746592038', ['password_digits']],
  ['aaaaaaaa', ['password_one_character']],
  ['        ', ['password_one_character']],
  [' \u3000 \u3000 \u3000 \u3000', ['password_spaces']],
  ['gracehopper1', ['password_personal']],
  ['Hopper99!', ['password_personal']],
  ['grace.hopper@navy.example', ['password_personal']],
])('ACC-3: %s: %j', (password, faults) => {
  expect(passwordFaults(password, person).map(({ code }) => code)).toEqual(faults);
});

test('ACC-3: a short name or a child without an e-mail rules out nothing', () => {
  expect(passwordFaults('learn-by-doing-1', { email: null, name: 'Bo' })).toEqual([]);
});
