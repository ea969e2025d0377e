import type { Attack } from './attack.ts';

/**
 * Starts threads until none can be started: threads are processes to the kernel.
 * Expected: stopped below the container's process limit.
 * Control: with room for 2,000 it starts over 300.
 */
export const threadBomb: Attack = {
  name: 'thread-bomb',
  source: `
import threading
threading.stack_size(65536)
stop, count = threading.Event(), 0
try:
    while count < 400:
        threading.Thread(target=stop.wait, daemon=True).start()
        count += 1
except RuntimeError:
    pass
tell(count > 300, count, 'threads')
sys.stdout.flush()
os._exit(0)
`,
  control: { without: 'process limit' },
};
