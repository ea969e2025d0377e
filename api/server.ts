import process from 'node:process';
import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import type { App } from './app.ts';
import { loadConfig } from './config.ts';
import type { Config } from './config.ts';
import { serveMetrics } from './metrics-server.ts';

const config = readConfig();
const app = await buildApp(config);
let metrics: Awaited<ReturnType<typeof serveMetrics>> | undefined;
// Requests under way get this long to finish after a signal.
closeWithGrace({ delay: 10_000 }, async ({ err }) => {
  if (err) app.log.fatal({ err }, 'ending after a fault of our own');
  await metrics?.close();
  await app.close();
});
await listen(app, config);
if (config.metrics.port !== null)
  metrics = await serveMetrics(app, { host: config.metrics.host, port: config.metrics.port });

function readConfig(): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

async function listen(server: App, { host, port }: Config): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    console.error(taken ? `Port ${port} is in use. Set API_PORT to a free one.` : error);
    process.exit(1);
  }
}
