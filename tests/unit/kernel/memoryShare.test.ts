import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryShare } from '../../../kernel/transport/memoryShare';
import { coreShare } from '../../../src/cores';

describe('a share of memory', () => {
  it('stops a cell before the share is used up, and again only when more was taken', () => {
    const memory = new MemoryShare(2e9);
    expect(memory.exceeded(1.6e9)).toBeUndefined();
    expect(memory.exceeded(1.75e9)).toContain('1.8 GB of the 2.0 GB');
    expect(memory.exceeded(1.8e9)).toBeUndefined();
    expect(memory.exceeded(1.86e9)).toBeDefined();
  });

  it('forgets what was given back', () => {
    const memory = new MemoryShare(2e9);
    memory.exceeded(1.95e9);
    expect(memory.exceeded(1e9)).toBeUndefined();
    expect(memory.exceeded(1.75e9)).toBeDefined();
  });
});

describe('a share of the cores', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is what a hub grants, in whole cores, and never more than there are', () => {
    const cores = availableParallelism();
    for (const [granted, expected] of [
      ['0.5', 1],
      ['1.0', 1],
      ['1000', cores],
      ['', cores],
      ['much', cores],
    ] as const) {
      vi.stubEnv('CPU_LIMIT', granted);
      expect(coreShare(), granted).toBe(expected);
    }
  });
});
