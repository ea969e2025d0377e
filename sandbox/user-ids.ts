import { createHash } from 'node:crypto';

const first = 60_000;
const blockSize = 100;
const blocks = 400;

/**
 * Leases a user id of its own to each living container, because the kernel shares some limits (pipe buffers, pending
 * signals, keys) between all processes of a user, across containers. Each owner has its own block, so that sandboxes beside each other
 * share none.
 */
export function createUserIds(owner: string): { lease: () => number; release: (uid: number) => void } {
  const start = first + (createHash('sha256').update(owner).digest().readUInt32LE() % blocks) * blockSize;
  const used = new Set<number>();
  return {
    lease: () => {
      let uid = start;
      while (used.has(uid)) uid += 1;
      used.add(uid);
      return uid;
    },
    release: (uid) => void used.delete(uid),
  };
}
