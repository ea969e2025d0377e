import type { Attack } from './attack.ts';

/**
 * A file of 10 GB without content looks cheap, and breaks whoever copies it.
 * Expected: no file grows over the folder's size.
 * Control: without the file size limit it stands.
 */
export const sparseFile: Attack = {
  name: 'sparse-file',
  source: `
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open('sparse', 'wb') as file:
        file.truncate(10 << 30)
    breach(os.stat('sparse').st_size)
except OSError as error:
    held(error.strerror)
`,
  control: { without: 'file size limit' },
};
