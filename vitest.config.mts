import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // What the lessons' checks import, as cells do.
  resolve: { alias: { tissuebook: new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    // TensorFlow's native addon cannot be loaded twice in one process, so every file has a process of its own.
    pool: 'forks',
    // Vitest leaves a core to itself, which would be half of a small machine.
    maxWorkers: availableParallelism(),
    testTimeout: 60_000,
    // A busy machine takes its time to load TensorFlow, which hooks wait for.
    hookTimeout: 120_000,
    include: ['tests/unit/**/*.test.ts', 'tests/golden/**/*.test.ts'],
  },
});
