import { searchAttributeFlags } from './search-attributes.ts';

/**
 * The command line of `temporal server start-dev` as we run it.
 * @param options.namespace made at the start, beside `default`, which this server always has
 * @param options.databaseFile where its SQLite database is kept; without it nothing outlives the server
 * @param options.uiPort port of the web UI; without it there is none
 */
export function developmentServerParameters(options: {
  namespace?: string;
  port: number;
  uiPort?: number;
  databaseFile?: string;
}): string[] {
  return [
    ...[
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(options.port),
      '--log-level',
      'warn',
      '--log-format',
      'json',
    ],
    ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
    ...(options.namespace === undefined ? [] : ['--namespace', options.namespace]),
    ...(options.databaseFile === undefined ? [] : ['--db-filename', options.databaseFile]),
    // Halve the time of a start call; what a power cut could lose, the reconciler brings back.
    ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    // Saves one dispatch (50 ms here) an activity of the workflow's own queue.
    ...['--dynamic-config-value', 'system.enableActivityEagerExecution=true'],
    // Priorities within an organisation, and fair shares between organisations; off by default in this server.
    ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
    ...['--dynamic-config-value', 'matching.enableFairness=true'],
    // One partition a queue: order and shares hold over all of it, and some hundred tasks a second are far beyond one machine's slots.
    ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
    ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
    ...searchAttributeFlags(),
  ];
}
