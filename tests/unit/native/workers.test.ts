import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { SOURCE, compileSource, compiler, unless } from './compileSource';

/** [sum of what was worked, threads that worked at once at the most] for each part of the program. */
type Counts = Record<string, [number, number]>;

describe.skipIf(!compiler)(`loops that three threads share${unless}`, () => {
  let counts: Counts = {};
  beforeAll(() => {
    const sources = [join(__dirname, 'nestedLoops.cc'), join(SOURCE, 'workers.cc')];
    const program = compileSource('nestedLoops', sources, []);
    const lines = execFileSync(program, { encoding: 'utf8', timeout: 60_000 }).trim().split('\n');
    counts = Object.fromEntries(
      lines.map((line) => {
        const [name, sum, most] = line.split(' ');
        return [name, [Number(sum), Number(most)]];
      }),
    );
  });

  it('do each part once, on three threads', () => expect(counts['plain']).toEqual([4950, 3]));

  it('may hold loops: each part is done once, no thread waits for itself, and three work', () =>
    expect(counts['nested']).toEqual([100 * 10, 3]));

  it('may be called from several threads: callers get no help while others have it', () => {
    const [sum, most] = counts['callers'];
    expect(sum).toBe(4 * 20 * 10);
    expect(most).toBeLessThanOrEqual(4 + 2);
  });

  it('do not grow from inside', () => expect(counts['grown']).toEqual([3, 0]));

  it('throw what a part throws, and work afterwards', () => expect(counts['after']).toEqual([4950, 3]));
});
