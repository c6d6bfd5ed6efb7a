import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedBlas, plainBlas } from './blasFile';
import { SOURCE, compileSource, compiler, unless } from './compileSource';

const FILES = ['product.cc', 'attention.cc', 'blas.cc', 'workers.cc'].map((name) => join(SOURCE, name));

describe.skipIf(!compiler)(`products by a BLAS, and attention made of them${unless}`, () => {
  let program: string;
  beforeAll(() => {
    program = compileSource('products', [join(__dirname, 'products.cc'), ...FILES], ['-ldl']);
  });
  const run = (library: string, threads: number): string[] =>
    execFileSync(program, [library, String(threads)], { encoding: 'utf8' })
      .trim()
      .split('\n');

  const check = (library: string): void => {
    const lines = run(library, 3);
    expect(lines.pop()).toBe('a size is not one of a matrix');
    expect(lines).toHaveLength(6 * 8 + 1);
    expect(lines.at(-1)).toMatch(/^attention/);
    for (const [form, line] of lines.slice(0, -1).entries())
      expect(Number(line.split(' ')[0]), `form ${form}`).toBeLessThan(1e-6);
    for (const threads of [1, 2]) expect(run(library, threads).slice(0, -1)).toEqual(lines);
  };

  it('are those of the definition, and the same on one, two and three threads: plain loops', () => check(plainBlas()));

  const installed = installedBlas();
  const missing = installed ? '' : ': needs scipy-openblas32, which is not installed';
  it.skipIf(!installed)(`and those of the library that is installed${missing}`, () => check(installed!));
});
