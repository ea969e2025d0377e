import { expect, test } from 'vitest';
import { handleFault, handlesFor } from './handle.ts';

test('ACC-9: the address of a profile is a short word of lower-case letters, digits and hyphens that is nobody’s office', () => {
  for (const handle of ['mina', 'mina-okafor', 'a1b', '007', 'a'.repeat(40)])
    expect([handle, handleFault(handle)]).toEqual([handle, undefined]);
  for (const handle of ['', 'ab', 'a'.repeat(41)])
    expect([handle, handleFault(handle)?.code]).toEqual([handle, 'wrong_length']);
  for (const handle of ['Mina', '-mina', 'mina-', 'mi--na', 'mi na', 'mi_na', 'mína', '../api', 'mina\n'])
    expect([handle, handleFault(handle)?.code]).toEqual([handle, 'handle_form']);
  for (const handle of ['admin', 'api', 'settings', 'support', 'waymark'])
    expect(handleFault(handle)?.code).toBe('reserved');
});

test('ACC-9: an address is proposed from the name, whatever its script, and every proposal may be used', () => {
  expect(handlesFor('Mina Okafor')[0]).toBe('mina-okafor');
  expect(handlesFor('  Zoë O’Brien-Núñez ')[0]).toBe('zoe-obrien-nunez');
  expect(handlesFor('Admin')[0]).toBe('admin-2');
  expect(handlesFor('美咲')[0]).toBe('learner');
  expect(handlesFor('Al')[0]).toBe('learner');
  for (const name of ['Mina Okafor', 'x '.repeat(100), 'a-'.repeat(100), 'Ł', 'support']) {
    expect(handlesFor(name).length).toBeGreaterThan(5);
    expect(handlesFor(name).filter((handle) => handleFault(handle))).toEqual([]);
  }
});
