import type { ExerciseLimits, TestInput } from '#domain/exercises/exercise-definition.ts';
import type { SandboxLimits, SandboxTest } from '#sandbox/types.ts';

/** What the sandbox is told of a test: its input, never what is expected. */
export function sandboxTestOf(input: TestInput): SandboxTest {
  if (input.call === undefined) return { kind: 'program', stdin: input.stdin ?? '' };
  const call = { call: input.call, args: input.args ?? [] };
  return input.steps ? { kind: 'class', ...call, steps: input.steps } : { kind: 'call', ...call };
}

export function sandboxLimitsOf(limits: ExerciseLimits): SandboxLimits {
  return {
    cpuMs: limits.cpu_ms,
    wallMs: limits.wall_ms,
    memoryKb: limits.memory_kb,
    outputKb: limits.output_kb,
  };
}
