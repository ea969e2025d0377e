import { expect, test, vi } from 'vitest';

vi.mock('./languages.ts', () => ({ siteLanguages: ['en', 'de', 'ar'] }));
const { addressIn, readAddress } = await import('./address.ts');

test('an address says its language first, where it has one', () => {
  expect(readAddress('/de/courses/first-steps')).toEqual({ language: 'de', path: '/courses/first-steps' });
  expect(readAddress('/de')).toEqual({ language: 'de', path: '/' });
  expect(readAddress('/courses')).toEqual({ language: null, path: '/courses' });
  // A course may begin as a language does.
  expect(readAddress('/design')).toEqual({ language: null, path: '/design' });
  expect(readAddress('/de//evil.example')).toEqual({ language: 'de', path: '/evil.example' });
  expect(readAddress('//evil.example')).toEqual({ language: null, path: '//evil.example' });
});

test('what leads on stays in the language', () => {
  expect(addressIn('de', '/courses')).toBe('/de/courses');
  expect(addressIn('de', '/')).toBe('/de');
  expect(addressIn('de', '/ar/courses')).toBe('/ar/courses');
  expect(addressIn('de', 'https://example.org/courses')).toBe('https://example.org/courses');
  expect(addressIn(null, '/courses')).toBe('/courses');
});
