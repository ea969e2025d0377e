import { Client } from 'pg';

export type Listener = { close(): Promise<void> };

const reconnectMilliseconds = 1_000;

/**
 * Keeps one connection listening on a channel of PostgreSQL, and opens another whenever it breaks.
 * Notifications sent while it was broken are lost, so `onConnected` must look at what it may have missed.
 * @param options.url a direct connection string: a pooler in transaction mode does not pass notifications on
 * @param options.onLost told of each failure, for the log
 */
export function listen(options: {
  url: string;
  channel: string;
  onNotification: (payload: string) => void;
  onConnected: () => void;
  onLost: (error: Error) => void;
}): Listener {
  let closed = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new Client({
      connectionString: options.url,
      application_name: `waymark-listen-${options.channel}`,
      keepAlive: true,
    });
    let lost = false;
    const lose = (error: Error): void => {
      if (lost) return;
      lost = true;
      fresh.end().catch(() => undefined);
      if (closed) return;
      options.onLost(error);
      timer = setTimeout(() => void connect(), reconnectMilliseconds);
    };
    fresh.on('error', lose);
    fresh.on('end', () => lose(new Error('The connection ended.')));
    fresh.on('notification', ({ payload }) => options.onNotification(payload ?? ''));
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query(`listen ${fresh.escapeIdentifier(options.channel)}`);
      if (closed) return lose(new Error('closed'));
      options.onConnected();
    } catch (error) {
      lose(error instanceof Error ? error : new Error(String(error)));
    }
  }

  void connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
