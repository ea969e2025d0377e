import type Docker from 'dockerode';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type RunningContainer, startContainer } from './container.ts';
import type { Language } from './languages/language.ts';
import { createLeftOvers } from './left-overs.ts';
import type { MemoryClass } from './memory-class.ts';
import { createPool, type Pool } from './pool.ts';
import { createSlots } from './slots.ts';
import { createUserIds } from './user-ids.ts';

export type PoolSize = { language: string; memoryMb: MemoryClass; warm: number };

export type Containers = {
  /** The pool of a language's image and memory class; made, and filled, when first asked for. */
  pool: (language: Language, image: string, memoryMb: MemoryClass) => Pool;
  /** Closes the pools and removes every container of this owner. */
  close: () => Promise<void>;
};

/** A warm interpreter or compiler may take long to start on a busy machine. */
const readyMs = 60_000;

export type ContainersOptions = {
  docker: Docker;
  label: string;
  owner: string;
  livingOwners?: (() => Promise<string[]>) | undefined;
  lookEveryMs: number;
  sizes: PoolSize[];
  onTrouble: (error: unknown, kind: PoolSize) => void;
};

/** The containers of one owner: pools, and an eye on what owners that are gone left under the same label. */
export function createContainers(options: ContainersOptions): Containers {
  const { docker, label, owner, sizes, onTrouble } = options;
  // More at once than there are cores would only make each slower.
  const starts = createSlots(Math.max(2, availableParallelism()));
  const userIds = createUserIds(`${label} ${owner}`);
  const pools = new Map<string, Pool>();
  const leftOvers = createLeftOvers(options);

  const start = async (
    language: Language,
    image: string,
    memoryMb: MemoryClass,
  ): Promise<RunningContainer> => {
    await leftOvers.beforeStart();
    const uid = userIds.lease();
    try {
      const container = await startContainer(
        docker,
        {
          name: `waymark-${label}-${language.name}-${memoryMb}-${randomBytes(5).toString('hex')}`.replaceAll(
            /[^\w.-]/g,
            '-',
          ),
          image,
          label,
          owner,
          uid,
          memoryMb: memoryMb + language.memoryOverheadMb + language.workFolderMb,
          workFolderMb: language.workFolderMb,
          command: language.warm ? [language.warm.as, ...language.warm.command] : [],
        },
        readyMs,
      );
      void container.ended.then(() => userIds.release(uid));
      return container;
    } catch (error) {
      userIds.release(uid);
      throw error;
    }
  };

  const startInTurn = async (work: () => Promise<RunningContainer>): Promise<RunningContainer> => {
    const release = await starts.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  };

  return {
    pool: (language, image, memoryMb) => {
      const key = `${image} ${language.name} ${memoryMb}`;
      const found = pools.get(key);
      if (found) return found;
      const size = sizes.find((pool) => pool.language === language.name && pool.memoryMb === memoryMb) ?? {
        language: language.name,
        memoryMb,
        warm: 0,
      };
      const pool = createPool({
        start: () => startInTurn(() => start(language, image, memoryMb)),
        warm: size.warm,
        onTrouble: (error) => onTrouble(error, size),
      });
      pools.set(key, pool);
      return pool;
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await leftOvers.close();
    },
  };
}
