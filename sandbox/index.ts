export * from './types.ts';
export { baseImageName, ensureBaseImage } from './base-image.ts';
export { fileNameProblem } from './check-job.ts';
export { createSandbox, type SandboxLogger, type SandboxOptions } from './create-sandbox.ts';
export { memoryClasses, type MemoryClass } from './memory-class.ts';
export { CheckerFailedError, InvalidJobError, SandboxFault } from './sandbox-fault.ts';
