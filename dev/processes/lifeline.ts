import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';

// Standard input is the lifeline: it ends when this process dies, also by SIGKILL, and then the program is told to stop.
const script = `
exec 3<&0
signal=$1; shift
"$@" </dev/null 3<&- &
child=$!
(cat <&3 >/dev/null; kill -s "$signal" "$child") 2>/dev/null &
watcher=$!
trap 'kill -s "$signal" "$child"' TERM INT
exec 3<&-
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
kill "$watcher" 2>/dev/null
exit "$code"
`;

/**
 * Starts a program that never outlives this process, however this process ends.
 * The shell is a process group's leader, so a Ctrl-C in the terminal reaches only us.
 * @param stopSignal what the program takes as "stop now" (PostgreSQL: INT)
 * @param output `ignore` throws its standard output away, where reading it would cost what is measured
 */
export function spawnWithLifeline(
  program: string,
  parameters: string[],
  options: SpawnOptions & { stopSignal?: 'TERM' | 'INT'; output?: 'pipe' | 'ignore' } = {},
): ChildProcess {
  const { stopSignal = 'TERM', output = 'pipe', ...rest } = options;
  return spawn('/bin/sh', ['-c', script, 'sh', stopSignal, program, ...parameters], {
    ...rest,
    detached: true,
    stdio: ['pipe', output, 'pipe'],
  });
}
