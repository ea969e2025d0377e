import type { Attack } from './attack.ts';

/**
 * Many processes, each far below the limit, take too much together.
 * Expected: memory_limit, because the container's sum counts.
 * Control: with 1 GB they get it.
 */
export const memoryInChildren: Attack = {
  name: 'memory-in-children',
  source: `
reader, writer = os.pipe()
for _ in range(8):
    if os.fork() == 0:
        block = bytearray(48 << 20)
        for at in range(0, len(block), 4096):
            block[at] = 1
        os.write(writer, b'x')
        time.sleep(60)
        os._exit(0)
os.close(writer)
for _ in range(8):
    os.read(reader, 1)
breach('384 MB')
`,
  endings: ['memory_limit'],
  control: { without: 'memory limit' },
};
