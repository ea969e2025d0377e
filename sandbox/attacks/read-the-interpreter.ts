import type { Attack } from './attack.ts';

/**
 * The warm interpreter forks the next test: writing into its memory would change what that is.
 * Expected: it is not dumpable either; its memory cannot be opened, nor read through the kernel's calls.
 * Control: without the filter process_vm_readv reads a process of its own that is dumpable (the calls are there).
 */
export const readTheInterpreter: Attack = {
  name: 'read-the-interpreter',
  source: `
for pid in processes():
    if pid != os.getpid():
        try:
            open(f'/proc/{pid}/mem', 'r+b').close()
            breach('memory of', pid)
        except OSError:
            pass
buffer = ctypes.create_string_buffer(8)
class Range(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
here, there = Range(ctypes.addressof(buffer), 8), Range(id(held), 8)
tell_call('process_vm_readv', syscall(310, os.getpid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0))
`,
  control: { without: 'seccomp' },
};
