import type { Attack } from './attack.ts';

/**
 * Writes frames as the runner would ("test 0 ended well", "end of job") to every descriptor and pipe it can find.
 * Expected: what it writes to its own pipes is text; the result stream is out of reach.
 * Control: through a dumpable runner's descriptors the forged end arrives, and results are missing.
 */
export const forgeResults: Attack = {
  name: 'forge-results',
  source: `
import struct
frame = struct.pack('<I', 1) + b'E'
for path in [f'/proc/{pid}/fd/{number}' for pid in processes() if pid != os.getpid() for number in range(64)]:
    try:
        if 'pipe' in os.readlink(path):
            with open(path, 'wb', buffering=0) as file:
                file.write(frame)
            breach(path)
    except OSError:
        pass
os.write(1, frame * 3)
for number in range(3, 64):
    try:
        os.write(number, frame)
    except OSError:
        pass
held('written to all of its own')
`,
  steps: ['run', 'again'],
  control: {
    without: 'undumpable runner',
    shows: (results, broken) =>
      broken !== null || results.length < 2 || results.some((result) => result.stdout.includes('breach')),
  },
};
