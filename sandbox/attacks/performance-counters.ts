import type { Attack } from './attack.ts';

/**
 * Opens performance counters: a large interface with a long history of bugs, and a precise clock for side channels.
 * Expected: refused. Control: without the filter a counter of its own process opens.
 */
export const performanceCounters: Attack = {
  name: 'performance-counters',
  source: `
import struct
attributes = ctypes.create_string_buffer(struct.pack('IIQQQQQ', 1, 120, 1, 0, 0, 0, 0x60) + bytes(72), 120)
tell_call('perf_event_open', syscall(298, attributes, 0, -1, -1, 0))
`,
  control: { without: 'seccomp' },
};
