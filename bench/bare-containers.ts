import Docker from 'dockerode';
import { containerOptions, labelKey } from '#sandbox/container-options.ts';
import { imageName } from '#sandbox/images.ts';
import { findLanguage } from '#sandbox/languages/index.ts';

export type BareContainers = {
  /** Creates, starts and removes so many hardened containers, `width` at a time; they are given nothing to do. */
  live: (count: number, width: number) => Promise<void>;
  /** Waits until the label's pools stand full: for one second no container came or went. */
  settled: () => Promise<void>;
};

/** The raw baseline of grading: the life of the sandbox's Python containers without a sandbox around them. */
export async function bareContainers(socket: string, label: string): Promise<BareContainers> {
  const docker = new Docker({ socketPath: socket });
  const python = findLanguage('python');
  const image = await imageName(python);

  const life = async (index: number): Promise<void> => {
    const request = {
      name: `waymark-${label}-bare-${index}`,
      image,
      label: `${label}-bare`,
      uid: 59_000 + index,
    };
    const sizes = {
      memoryMb: 128 + python.memoryOverheadMb + python.workFolderMb,
      workFolderMb: python.workFolderMb,
    };
    const container = await docker.createContainer(
      containerOptions({ ...request, ...sizes, command: [python.warm!.as, ...python.warm!.command] }),
    );
    await container.start();
    await container.remove({ force: true });
  };

  return {
    live: async (count, width) => {
      let next = 0;
      const lane = async (): Promise<void> => {
        while (next < count) await life(next++);
      };
      await Promise.all(Array.from({ length: width }, lane));
    },
    settled: async () => {
      let [seen, since] = ['', performance.now()];
      while (performance.now() - since < 1_000) {
        const containers = await docker.listContainers({
          filters: { label: [`${labelKey}=${label}`], status: ['running'] },
        });
        const now = String(containers.map(({ Id }) => Id).sort());
        if (now !== seen) [seen, since] = [now, performance.now()];
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}
