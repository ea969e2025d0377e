export type Progress = {
  /** A step of the start: a line with its reason when it takes over a second, and one when it is done. */
  step<Result>(
    name: string,
    reason: string,
    work: (say: (reason: string) => void) => Promise<Result>,
  ): Promise<Result>;
  note(text: string): void;
  warn(text: string): void;
};

/** Tells a person at the terminal what is going on. */
export function terminalProgress(write: (line: string) => void = console.log): Progress {
  return {
    async step(name, reason, work) {
      const startedAt = Date.now();
      let told = false;
      const say = (text: string) => {
        told = true;
        write(`→ ${name}: ${text}`);
      };
      const late = setTimeout(() => say(reason), 1_000);
      try {
        const result = await work((text) => {
          clearTimeout(late);
          say(text);
        });
        const seconds = (Date.now() - startedAt) / 1000;
        write(told || seconds > 1 ? `✓ ${name} (${seconds.toFixed(1)} s)` : `✓ ${name}`);
        return result;
      } finally {
        clearTimeout(late);
      }
    },
    note: (text) => write(`  ${text}`),
    warn: (text) => write(`! ${text}`),
  };
}
