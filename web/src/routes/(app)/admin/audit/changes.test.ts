import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

test('ACC-12: the audit log shows what was before and after, and leaves out what stayed the same', () => {
  expect(
    changesBetween(
      { status: 'active', role: 'student', track: null },
      { status: 'deactivated', role: 'student', track: null },
      'nothing',
    ),
  ).toEqual([{ field: 'status', before: 'active', after: 'deactivated' }]);
});

test('ACC-12: what was not there before, or is gone, reads as nothing', () => {
  expect(changesBetween(null, { trainer_id: 'a' }, 'nothing')).toEqual([
    { field: 'trainer id', before: 'nothing', after: 'a' },
  ]);
  expect(changesBetween({ modules: { grading: true } }, { modules: null }, 'nothing')).toEqual([
    { field: 'modules', before: '{"grading":true}', after: 'nothing' },
  ]);
});
