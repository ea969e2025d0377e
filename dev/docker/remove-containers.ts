import Docker from 'dockerode';

const labelKey = 'waymark.sandbox';

/**
 * Removes every container that carries our sandbox label with this value, or this value and a suffix after a dash, running or not, and no other.
 * @returns how many there were
 */
export async function removeContainers(socket: string, label: string): Promise<number> {
  const docker = new Docker({ socketPath: socket });
  const all = await docker.listContainers({ all: true, filters: { label: [labelKey] } });
  const containers = all.filter(({ Labels }) => `${Labels[labelKey] ?? ''}-`.startsWith(`${label}-`));
  for (const { Id } of containers) {
    await docker
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch((error: { statusCode?: number }) => {
        // Already gone, or somebody else is removing it.
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  }
  return containers.length;
}
