import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/global-setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks', // onnxruntime-node is a native addon that must not share a process between test files
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
