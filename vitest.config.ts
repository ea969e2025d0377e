import { defineConfig } from 'vitest/config';

const excluded = ['**/node_modules/**', '**/build/**', '**/.svelte-kit/**'];
const rooms =
  'activities,api,bench,content,dev,domain,migrations,models,sandbox,temporal,web,workers,workflows';

// Noisy machines: tests wait for conditions, and these limits only end what hangs.
const limits = { testTimeout: 60_000, hookTimeout: 900_000, teardownTimeout: 120_000 };

export default defineConfig({
  test: {
    globalSetup: ['dev/testing/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: [`{${rooms}}/**/*.test.ts`],
          exclude: excluded,
          ...limits,
          sequence: { groupOrder: 0 },
        },
      },
      // Whole platforms need the machine for themselves.
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: excluded,
          ...limits,
          testTimeout: 300_000,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
