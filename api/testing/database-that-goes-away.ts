import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * A way to a database that can be cut, as a network or a restart cuts it: connections end, and no new ones are taken.
 * @param url of the database behind it
 */
export async function databaseThatGoesAway(url: string) {
  const behind = new URL(url);
  const open = new Set<Socket>();
  let isAway = false;
  const server = createServer((socket) => {
    if (isAway) return void socket.destroy();
    const upstream = connect(Number(behind.port), behind.hostname);
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => (other.destroy(), open.delete(one)));
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const front = new URL(url);
  front.port = String((server.address() as AddressInfo).port);
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    url: front.href,
    goAway: () => {
      isAway = true;
      cut();
    },
    comeBack: () => {
      isAway = false;
    },
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
