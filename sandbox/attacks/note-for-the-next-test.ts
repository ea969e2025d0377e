import type { Attack } from './attack.ts';

/**
 * Writes a file that the next test would find, to carry inputs or counts along.
 * Expected: each test starts with the submitted files only.
 * Control: without clearing the folder the note is there.
 */
export const noteForTheNextTest: Attack = {
  name: 'note-for-the-next-test',
  source: `
if step == 'write':
    open('note', 'w').write('seen')
    held('written')
else:
    tell(os.path.exists('note'), os.listdir('.'))
`,
  steps: ['write', 'read'],
  control: { without: 'clearing the work folder' },
};
