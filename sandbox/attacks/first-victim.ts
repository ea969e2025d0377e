import type { Attack } from './attack.ts';

/**
 * Takes 600 MB after it has asked the kernel to spare it and its children, which it may: so that the runner is taken in its place.
 * Expected: memory_limit, as without asking, because the runner is far smaller than what fills the memory.
 * Control: with 1 GB it gets them.
 */
export const firstVictim: Attack = {
  name: 'first-victim',
  source: `
def spare():
    for score in (0, 500):
        try:
            with open('/proc/self/oom_score_adj', 'w') as file:
                file.write(str(score))
            return
        except PermissionError: # where Docker itself may, it sets the least score for good
            pass
reader, writer = os.pipe()
for _ in range(12):
    if os.fork() == 0:
        spare()
        block = bytearray(50 << 20)
        for at in range(0, len(block), 4096):
            block[at] = 1
        os.write(writer, b'x')
        time.sleep(60)
        os._exit(0)
spare()
os.close(writer)
for _ in range(12):
    os.read(reader, 1)
breach('600 MB')
`,
  endings: ['memory_limit'],
  control: { without: 'memory limit' },
};
