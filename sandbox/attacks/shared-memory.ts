import type { Attack } from './attack.ts';

/**
 * /dev/shm and message queues outlive a process, and so would carry data to the next test.
 * Expected: neither exists.
 * Control: with the usual private shared memory it can write there.
 */
export const sharedMemory: Attack = {
  name: 'shared-memory',
  source: `
try:
    with open('/dev/shm/note', 'w') as file:
        file.write('seen')
    breach('/dev/shm/note')
except OSError as error:
    held(error.strerror)
`,
  control: { without: 'no shared memory' },
};
