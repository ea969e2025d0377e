import { expect, test } from 'vitest';
import { apiPathOf } from './api-path.ts';

test.each([
  ['/api/curriculum/courses?page=2', '/api/curriculum/courses?page=2'],
  ['/api', '/api'],
  ['/api/auth/../users/profile', '/api/users/profile'],
  ['/api/health', '/api/health'],
  ['/api/people/a%C3%A4', '/api/people/a%C3%A4'],
])('%s is asked of the API as %s', (url, path) => {
  expect(apiPathOf(url)).toBe(path);
});

test.each([
  ['/api/../metrics'],
  ['/api/%2e%2e/metrics'],
  ['/api/.%2E/metrics'],
  ['/api/x/../../metrics'],
  ['/api/..%2fmetrics'],
  ['/api/%2e%2e%2fmetrics'],
  ['/api\\..\\metrics'],
  ['/api/..\\metrics'],
  ['/api/%5c..%5cmetrics'],
  ['//api/x'],
  ['http://127.0.0.1:8000/api/x'],
  ['/apis'],
  ['/metrics'],
])('M4: %s never leaves /api on its way to the API', (url) => {
  expect(apiPathOf(url)).toBeUndefined();
});
