import type { Attack } from './attack.ts';

/**
 * Looks for inputs of later tests: in the runner's descriptors (the job's memory file) and everywhere in /proc.
 * Expected: nothing to be seen but its own pipes.
 * Control: a dumpable runner's memory file gives all inputs away.
 */
export const readHiddenInputs: Attack = {
  name: 'read-hidden-inputs',
  source: `
found = []
for pid in processes():
    try:
        for descriptor in os.listdir(f'/proc/{pid}/fd'):
            path = f'/proc/{pid}/fd/{descriptor}'
            target = os.readlink(path)
            if pid != os.getpid() and 'memfd' in target and b'attack' in open(path, 'rb').read(1 << 20):
                found.append(target)
    except OSError:
        pass
own = sorted(os.listdir('/proc/self/fd'), key=int)
tell(bool(found) or any(int(number) > 8 for number in own), found, own)
`,
  control: { without: 'undumpable runner' },
};
