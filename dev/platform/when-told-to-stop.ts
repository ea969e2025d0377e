import process from 'node:process';

/**
 * Ends this process in good order when it is told to: Ctrl-C, TERM, a closed terminal, or the death of the `npm start` it belongs to.
 * A second Ctrl-C does not wait; the next start then ends what is left. (Within a second it is the same wish, told twice.)
 * @returns a function that begins the same stop with an exit code
 */
export function whenToldToStop(stop: () => Promise<void>): (exitCode: number) => Promise<void> {
  let stoppingSince: number | undefined;
  const begin = async (exitCode: number) => {
    if (stoppingSince !== undefined) return;
    stoppingSince = Date.now();
    try {
      await stop();
    } catch (error) {
      console.error(error);
      process.exit(1);
    }
    process.exit(exitCode);
  };
  process.on('SIGINT', () => {
    if (stoppingSince !== undefined && Date.now() - stoppingSince > 1_000) process.exit(130);
    void begin(0);
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void begin(0));
  const launcher = Number(process.env.WAYMARK_LAUNCHER);
  if (launcher) {
    setInterval(() => {
      if (process.ppid !== launcher) void begin(1);
    }, 500).unref();
  }
  return begin;
}
