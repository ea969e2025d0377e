import type { Attack } from './attack.ts';

/**
 * Replaces its own source, so that the next test runs something else.
 * Expected: the submitted files are written anew for each test.
 * Control: without clearing, the change stays.
 */
export const changedSource: Attack = {
  name: 'changed-source',
  source: `
if step == 'change':
    with open('helper.txt', 'w') as file:
        file.write('changed')
    os.chmod('helper.txt', 0o400)
    held('changed')
else:
    tell(os.path.exists('helper.txt'), 'helper.txt')
`,
  steps: ['change', 'look'],
  control: { without: 'clearing the work folder' },
};
