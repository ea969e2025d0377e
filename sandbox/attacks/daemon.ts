import type { Attack } from './attack.ts';

/**
 * Leaves a process behind in a session of its own, that would watch or disturb the next test.
 * Expected: every left-over is ended before the next test starts.
 * Control: without that the next test finds it.
 */
export const daemon: Attack = {
  name: 'daemon',
  source: `
if step == 'plant':
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for descriptor in range(3):
                os.close(descriptor)
            time.sleep(60)
        os._exit(0)
    os.wait()
    held('planted')
else:
    left = [pid for pid in processes() if pid not in (1, os.getpid()) and os.getsid(pid) != pid]
    tell(bool(left), 'left', left)
`,
  steps: ['plant', 'look'],
  control: { without: 'ending left-overs' },
};
