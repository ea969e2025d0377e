import type { Attack } from './attack.ts';

/**
 * Folders nested a thousand deep, unreadable, with names of 255 bytes: clean-up by recursion or by path breaks.
 * Expected: cleared, the next test finds nothing.
 * Control: without clearing it is there.
 */
export const deepFolders: Attack = {
  name: 'deep-folders',
  source: `
if step == 'plant':
    top = os.getcwd()
    for level in range(1000):
        os.mkdir('n' * 255)
        os.chdir('n' * 255)
    for name in ('newline\\n', '-rf', '\\x7f' * 200):
        open(name, 'w').close()
    os.chdir(top)
    os.mkdir('closed')
    open('closed/file', 'w').close()
    os.chmod('closed', 0)
    os.chmod('n' * 255, 0)
    os.chmod(top, 0)
    held('planted')
else:
    os.chmod('.', 0o700)
    tell(os.path.exists('n' * 255), os.listdir('.')[:5])
`,
  steps: ['plant', 'look'],
  control: {
    without: 'clearing the work folder',
    shows: (results, broken) => broken !== null || results.some((result) => result.stdout.includes('breach')),
  },
};
