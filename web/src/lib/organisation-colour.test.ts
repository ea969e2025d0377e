import { expect, test } from 'vitest';
import { organisationStyle } from './organisation-colour.ts';

test('ACC-6: an organisation’s colour takes the place of the primary one', () => {
  expect(organisationStyle('#7A3E9D')).toContain('--primary: light-dark(#7A3E9D,');
});

test('ACC-6: what is not a colour never reaches the page', () => {
  for (const colour of [null, '', 'red', '#fff', '#7A3E9D; } body { display: none', '</style><script>'])
    expect(organisationStyle(colour)).toBeNull();
});
