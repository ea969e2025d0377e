import type { Attack } from './attack.ts';

/**
 * pidfd_getfd copies a descriptor out of another process.
 * Expected: refused. Control: without the filter it copies one of a child's.
 */
export const takeADescriptor: Attack = {
  name: 'take-a-descriptor',
  source: `
import threading
reader, writer = os.pipe()
pid = os.fork()
if pid == 0:
    os.read(reader, 1)
    os._exit(0)
handle = os.pidfd_open(pid)
result = syscall(438, handle, reader, 0)
os.write(writer, b'x')
os.waitpid(pid, 0)
tell_call('pidfd_getfd', result)
`,
  control: { without: 'seccomp' },
};
