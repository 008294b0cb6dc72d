import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks', // onnxruntime-node is a native addon that must not share a process between test files
    maxWorkers: 2,
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: 'rooms', include: ['src/**/*.test.ts', 'studio/**/*.test.ts', 'test/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'command line',
          include: ['test/cli/*.test.ts'],
          globalSetup: ['test/global-setup.ts'], // builds dist/, only where these tests run
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'studio',
          include: ['test/studio/*.test.ts'],
          globalSetup: ['test/studio/global-setup.ts'], // builds the studio and serves it
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false, // each page computes on all cores
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
