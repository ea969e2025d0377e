import { expect } from 'vitest';
import type { Attack } from './attack.ts';

/**
 * int 0x80 enters the kernel with other call numbers, which a filter for 64 bit would misread.
 * Expected: the process is killed (SIGSYS) or the kernel has no such entry. Control: without the filter it answers.
 */
export const callsOf32Bit: Attack = {
  name: 'calls-of-32-bit',
  source: `
import mmap
code = mmap.mmap(-1, 4096, prot=7)
code.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')  # mov eax, 20 (getpid of 32 bit); int 0x80; ret
result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
tell(result == os.getpid(), 'getpid', result)
`,
  endings: ['signalled'],
  verify: ([result]) => expect(['SIGSYS', 'SIGSEGV']).toContain(result?.signal),
  control: { without: 'seccomp' },
};
