import { InvalidJobError } from './sandbox-fault.ts';

/** Containers exist in these sizes of memory (MB) only, because changing a created container costs 9 to 15 ms. */
export const memoryClasses = [128, 256, 512, 1024] as const;
export type MemoryClass = (typeof memoryClasses)[number];

/** The smallest class that holds a limit in KB; throws InvalidJobError above the largest. */
export function memoryClassFor(memoryKb: number): MemoryClass {
  const found = memoryClasses.find((megabytes) => memoryKb <= megabytes * 1024);
  if (!found)
    throw new InvalidJobError(
      `A memory limit of ${memoryKb} KB is over the largest allowed (${memoryClasses.at(-1)!} MB)`,
    );
  return found;
}
