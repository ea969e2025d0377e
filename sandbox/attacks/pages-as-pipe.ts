import type { Attack } from './attack.ts';

/**
 * vmsplice puts own pages into a pipe, a way into several old bugs.
 * Expected: refused. Control: without the filter it works.
 */
export const pagesAsPipe: Attack = {
  name: 'pages-as-pipe',
  source: `
class Range(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]
reader, writer = os.pipe()
buffer = ctypes.create_string_buffer(4096)
tell_call('vmsplice', syscall(278, writer, ctypes.byref(Range(ctypes.addressof(buffer), 4096)), 1, 0))
`,
  control: { without: 'seccomp' },
};
