import { defineConfig } from 'vitest/config';

const withServer = { globalSetup: ['test/support/template.ts'], hookTimeout: 60_000 };

/** `unit` needs nothing but Node. The others start the real server on the engine that
 * ALMANAC_TEST_ENGINE names (pglite, the default, or postgres); `scripts/test.js` runs them on both. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/support/fixed-seed.ts'],
          include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/properties/**/*.test.ts', 'test/checks/**/*.test.ts'],
          exclude: ['src/**/*.http.test.ts'],
          testTimeout: 30_000,
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...withServer,
          name: 'http',
          // Each file has a server of its own; what they import is loaded once.
          isolate: false,
          include: ['src/**/*.http.test.ts', 'test/journeys/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...withServer,
          name: 'faults',
          include: ['test/faults/**/*.test.ts', 'test/load/**/*.test.ts'],
          // An embedded database belongs to one process: there is nothing for two servers to share.
          exclude: process.env.ALMANAC_TEST_DATABASE_URL ? [] : ['test/faults/two-servers-*.test.ts'],
          testTimeout: 300_000,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...withServer,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
