import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const rooms = 'activities,api,content,domain,models,sandbox,temporal,web/src,workers,workflows';

/** Whoever needs a database, a server, a container or a browser asks a `testing/` folder for it, or starts a program. */
const needsMore = (file: string): boolean =>
  /from '(node:child_process|[^']*testing(\/[^']*|\.ts))'/.test(readFileSync(file, 'utf8'));

/** `npm run test:unit`: the tests that need nothing but this process, in seconds. */
export default defineConfig({
  test: {
    pool: 'threads',
    maxWorkers: 2,
    // One process for all of them: more than twice as fast. `npm test` runs each on its own.
    isolate: false,
    include: globSync(`{${rooms}}/**/*.test.ts`).filter((file) => !needsMore(file)),
    exclude: ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'],
    testTimeout: 10_000,
  },
});
