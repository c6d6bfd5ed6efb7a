import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('.', import.meta.url)),
    include: ['*.test.ts'],
    globalSetup: ['globalSetup.ts'],
    // A page at a time: two at once only wait for each other on a small machine.
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Vitest gives a poll one second, which a busy machine with two cores needs for a single click.
    expect: { poll: { timeout: 30_000 } },
  },
});
