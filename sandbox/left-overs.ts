import type Docker from 'dockerode';
import { removeContainer } from './container.ts';
import { labelKey, ownerKey } from './container-options.ts';

export type LeftOversOptions = {
  docker: Docker;
  label: string;
  /** Whose sandbox looks. */
  owner: string;
  /** The owners that are at work; absent where this sandbox is alone with its label. */
  livingOwners?: (() => Promise<string[]>) | undefined;
  lookEveryMs: number;
  /** How long Docker may take for one answer, in ms. */
  answerWithinMs?: number;
};

export type LeftOvers = {
  /** To be called before containers are started; resolves when that may happen. Rejects when Docker cannot be asked. */
  beforeStart: () => Promise<void>;
  /** Stops looking and removes the containers of this sandbox itself. */
  close: () => Promise<void>;
};

/**
 * Removes the containers under a label whose owner is gone: an earlier process that was killed. A sandbox that is alone knows that all
 * others are gone. Where several share the label, an owner is gone when two looks in a row do not find it among the living, because one
 * whose sign of life was late must not lose what it runs.
 */
export function createLeftOvers({
  docker,
  label,
  owner,
  livingOwners,
  lookEveryMs,
  answerWithinMs = 30_000,
}: LeftOversOptions): LeftOvers {
  let missed = new Set<string>();
  let first: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const list = async (more: string[] = []): Promise<{ id: string; owner: string }[]> => {
    const filters = { label: [`${labelKey}=${label}`, ...more] };
    const abortSignal = AbortSignal.timeout(answerWithinMs);
    const containers = await docker.listContainers({ all: true, filters, abortSignal });
    return containers.map(({ Id, Labels }) => ({ id: Id, owner: Labels[ownerKey] ?? '' }));
  };
  /** One that Docker does not remove keeps none of the others; the next look, or the next worker's, tries again. */
  const remove = (containers: { id: string }[]): Promise<unknown> =>
    Promise.allSettled(containers.map(({ id }) => removeContainer(docker, id, answerWithinMs)));

  const removeAllOthers = async (): Promise<void> => {
    await remove((await list()).filter((container) => container.owner !== owner));
  };

  const look = async (living: () => Promise<string[]>): Promise<void> => {
    const others = (await list()).filter((container) => container.owner !== owner);
    const alive = new Set(others.length > 0 ? await living() : []);
    const gone = others.filter((container) => !alive.has(container.owner));
    await remove(gone.filter((container) => missed.has(container.owner)));
    missed = new Set(gone.map((container) => container.owner));
  };

  /** While Docker or the list of the living cannot be had, nothing is removed; the next look finds it. */
  const lookAgainAndAgain = async (living: () => Promise<string[]>): Promise<void> => {
    await look(living).catch(() => (missed = new Set()));
    if (!closed) timer = setTimeout(() => void lookAgainAndAgain(living), lookEveryMs).unref();
  };

  return {
    beforeStart: () => {
      if (livingOwners) {
        first ??= Promise.resolve(void lookAgainAndAgain(livingOwners));
        return first;
      }
      return (first ??= removeAllOthers().catch((error: unknown) => {
        first = null;
        throw error;
      }));
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await remove(await list([`${ownerKey}=${owner}`]));
    },
  };
}
