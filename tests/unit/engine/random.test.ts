import { describe, expect, it } from 'vitest';
import { Parameters, Random, startEngine } from '../../../src/engine';

describe('Random', () => {
  it('repeats itself for a seed and goes on from a state', () => {
    const draws = (random: Random): number[] => Array.from({ length: 5 }, () => random.next());
    const random = new Random(7);
    expect(draws(random)).toEqual(draws(new Random(7)));
    const copy = Random.fromState(structuredClone(random.state));
    expect(draws(random)).toEqual(draws(copy));
    expect(draws(new Random(8))).not.toEqual(draws(new Random(7)));
  });

  it('forks by label, whatever was drawn before', () => {
    const used = new Random(7);
    used.next();
    expect(used.fork('masks').next()).toBe(new Random(7).fork('masks').next());
    expect(used.fork('masks').next()).not.toBe(used.fork('noise').next());
  });

  it('has the moments of its distributions', () => {
    const random = new Random(1);
    const size = 200_000;
    const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
    const normal = random.fillNormal(size, 2, 3);
    expect(Math.abs(mean(normal) - 2)).toBeLessThan(0.04);
    expect(Math.abs(mean(normal.map((v) => (v - 2) ** 2)) - 9)).toBeLessThan(0.15);
    const uniform = random.fillUniform(size, -1, 1);
    expect(Math.abs(mean(uniform))).toBeLessThan(0.01);
    expect(uniform.every((value) => value >= -1 && value < 1)).toBe(true);
    expect(Math.abs(mean(random.fillMask(size, 0.3)) - 0.3)).toBeLessThan(0.006);
    const faces = new Uint32Array(6);
    for (let i = 0; i < 60_000; i++) faces[random.integer(0, 6)]++;
    faces.forEach((count) => expect(Math.abs(count - 10_000)).toBeLessThan(500));
  });

  it('permutes and chooses without repeats', () => {
    const random = new Random(3);
    expect([...random.permutation(50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(new Set(random.choice(50, 20)).size).toBe(20);
  });

  it.each([-1, 1.5, 2 ** 32, NaN])('refuses the seed %s', (seed) => {
    expect(() => new Random(seed)).toThrow(/seed must be/);
  });
});

describe('Parameters', () => {
  it('start from the seed and their name, not from the order of making', async () => {
    await startEngine({ provider: 'cpu' });
    const [a, b] = [new Parameters(), new Parameters()];
    a.at('x').create('w', [4], new Random(1));
    b.create('other', [9], new Random(1));
    b.create('x.w', [4], new Random(1));
    expect(b.at('x').get('w').dataSync()).toEqual(a.get('x.w').dataSync());
    expect(b.count()).toBe(13);
  });

  it('refuse a name twice and values of another shape, and are not changed by them', async () => {
    const p = new Parameters();
    p.create('w', [2], new Random(1), { init: 'ones' });
    const w = p.get('w');
    expect(() => p.create('w', [2], new Random(1))).toThrow(/already a parameter/);
    expect(() => p.restore(new Map([['w', { shape: [3], data: [1, 2, 3] }]]))).toThrow(/misshaped w/);
    expect(() => p.get('W')).toThrow(/Did you mean "w"/);
    expect([...w.dataSync()]).toEqual([1, 1]);
  });
});
