import type { Attack } from './attack.ts';

/**
 * Looks for capabilities it has or could get.
 * Expected: every set is empty.
 * Control: with Docker's usual ones the bounding set is not.
 */
export const capabilities: Attack = {
  name: 'capabilities',
  source: `
sets = {line.split(':')[0]: int(line.split(':')[1], 16) for line in open('/proc/self/status') if line.startswith('Cap')}
tell(any(sets.values()), sets)
`,
  control: { without: 'dropped capabilities' },
};
