import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { offerSteps, whyStepsAreNotKept } from '../../../src/engine/keptSteps';
import { StepExchange } from '../../../src/engine/keptSteps/exchange';
import { machineKey } from '../../../src/engine/keptSteps/machineKey';
import { clearSteps, listSteps, makePrivate } from '../../../src/engine/keptSteps/stepsFolder';
import { StepStore } from '../../../src/engine/keptSteps/stepStore';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MACHINE = '0123456789abcdef';
const key = (n: number): string => String(n).padStart(64, '0');
const step = (text: string) => ({ name: '1__2__XLA_CPU_JIT.pb', content: Buffer.from(text) });

function storeIn(name: string): { store: StepStore; path: (n: number) => string; all: string } {
  const all = join(folder, name);
  const store = new StepStore(all, MACHINE);
  expect(store.open()).toBeUndefined();
  return { store, all, path: (n) => join(all, MACHINE, `${key(n)}.step`) };
}

describe('the store of compiled steps', () => {
  it('gives back what was kept, and nothing else', () => {
    const { store, path } = storeIn('back');
    store.set(key(1), step('code'));
    expect(store.get(key(1))).toEqual(step('code'));
    expect(store.get(key(2))).toBeUndefined();
    expect(statSync(path(1)).mode & 0o077).toBe(0);
  });

  it('forgets a step of which a byte is another, or that was cut off', () => {
    const { store, path } = storeIn('damaged');
    store.set(key(1), step('code'));
    writeFileSync(path(1), 'coda');
    expect(store.get(key(1))).toBeUndefined();
    expect(existsSync(path(1))).toBe(false);
    store.set(key(2), step('code'));
    writeFileSync(path(2), 'co');
    expect(store.get(key(2))).toBeUndefined();
  });

  it('takes no file name that leads elsewhere', () => {
    const { store, path } = storeIn('names');
    for (const name of ['../../home/me/.bashrc', '/etc/passwd', 'a/b.pb', 'step', '']) {
      writeFileSync(path(1), 'code');
      const sha256 = createHash('sha256').update('code').digest('hex');
      writeFileSync(path(1).replace('.step', '.json'), JSON.stringify({ name, sha256 }));
      expect(store.get(key(1)), name).toBeUndefined();
    }
  });

  it('removes the steps that were used longest ago when there are too many bytes', () => {
    const { store, path } = storeIn('bounded');
    for (const n of [1, 2]) {
      store.set(key(n), step('x'.repeat(40)));
      utimesSync(path(n), n, n);
    }
    store.get(key(1));
    store.set(key(3), step('x'.repeat(40)), 100);
    expect([1, 2, 3].map((n) => existsSync(path(n)))).toEqual([true, false, true]);
    store.set(key(4), step('x'.repeat(101)), 100);
    expect(existsSync(path(4))).toBe(false);
  });

  it('lists steps and clears them, and nothing that is none', () => {
    const { store, all } = storeIn('listed');
    store.set(key(1), step('code'));
    writeFileSync(join(all, MACHINE, 'notes.txt'), 'mine');
    expect(listSteps(all)).toMatchObject([{ machine: MACHINE, key: key(1), bytes: 4 }]);
    expect(clearSteps(all)).toEqual({ count: 1, bytes: 4 });
    expect(listSteps(all)).toEqual([]);
    expect(existsSync(join(all, MACHINE, 'notes.txt'))).toBe(true);
  });
});

it('a folder that other people may write, or that is a link, is not used', () => {
  const open = join(folder, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  expect(makePrivate(open)).toMatch(/open to other people/);
  const link = join(folder, 'link');
  symlinkSync(folder, link);
  expect(makePrivate(link)).toMatch(/no folder/);
  writeFileSync(join(folder, 'file'), '');
  expect(makePrivate(join(folder, 'file'))).toBeDefined();
});

it('the exchange keeps what the compiler writes, and leaves nothing behind', () => {
  const { store, path } = storeIn('exchange');
  const exchange = new StepExchange();
  exchange.use(store);
  expect(statSync(exchange.folder).mode & 0o077).toBe(0);
  expect(exchange.offer(key(1))).toBeUndefined();
  writeFileSync(join(exchange.folder, 'a__b.pb'), 'code');
  exchange.take(key(1), undefined);
  expect(store.get(key(1))).toEqual({ name: 'a__b.pb', content: Buffer.from('code') });
  expect(existsSync(join(exchange.folder, 'a__b.pb'))).toBe(false);
  // The same again: it lies where the compiler looks, and stays as it was kept.
  expect(exchange.offer(key(1))).toBe('a__b.pb');
  expect(readFileSync(join(exchange.folder, 'a__b.pb'), 'utf8')).toBe('code');
  exchange.take(key(1), 'a__b.pb');
  expect(existsSync(path(1))).toBe(true);
  exchange.drop(key(1));
  expect(existsSync(path(1))).toBe(false);
});

it('a folder that the user names is obeyed', () => {
  vi.stubEnv('TISSUEBOOK_CACHE', folder);
  vi.stubEnv('TF_XLA_FLAGS', '--tf_xla_persistent_cache_directory=/home/me/steps');
  offerSteps('2.21.0');
  expect(whyStepsAreNotKept()).toMatch(/TF_XLA_FLAGS names a folder of its own/);
  vi.unstubAllEnvs();
});

it('code of another TensorFlow, binding, library or number of threads is another machine’s', () => {
  const facts = { tensorflow: '2.21.0', binding: 'a', threads: 2, libraries: ['openblas 0.3'], flags: '' };
  const keys = [facts, { ...facts, tensorflow: '2.20.0' }, { ...facts, binding: 'b' }, { ...facts, threads: 3 }, { ...facts, libraries: [] }, { ...facts, flags: '--x' }].map(machineKey); // prettier-ignore
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toMatch(/^[0-9a-f]{16}$/);
});

interface Said {
  provider: string;
  fallbacks?: string[];
  losses: number[];
  /** What processes that it starts are told. */
  flags: string;
  mode: { compiled: boolean; why?: string };
}

/** A process that trains with a cache folder of its own. */
function train(cache: string, variablesBefore = 0): Said {
  const args = ['--import', 'tsx', join(__dirname, 'keptStepsChild.ts'), String(variablesBefore)];
  const env = { ...process.env, TISSUEBOOK_CACHE: cache };
  return JSON.parse(execFileSync(process.execPath, args, { env, encoding: 'utf8' })) as Said;
}

it('a second process takes the compiled step of the first, and learns the same; one that is broken is compiled anew', (context) => {
  const cache = join(folder, 'cache');
  const first = train(cache);
  if (first.provider !== 'tensorflow') context.skip('TensorFlow is not there');
  if (first.fallbacks?.some((why) => why.includes('Compiled steps are not kept'))) context.skip('not kept here');
  // Nor does it tell processes that it starts of its folder.
  expect(first.flags).toBe(process.env.TF_XLA_FLAGS ?? '');
  const steps = listSteps(join(cache, 'steps'));
  expect(steps).toHaveLength(1);
  const { path } = steps[0]!;
  const about = path.replace('.step', '.json');
  const kept = statSync(about).mtimeMs;
  expect(train(cache, 5)).toEqual(first);
  // Had it been compiled again it would have been kept again.
  expect(statSync(about).mtimeMs).toBe(kept);
  expect(listSteps(join(cache, 'steps'))).toHaveLength(1);

  // A file that passes every check of ours and is no step.
  const wrong = Buffer.from('no step at all');
  writeFileSync(path, wrong);
  const { name } = JSON.parse(readFileSync(about, 'utf8')) as { name: string };
  writeFileSync(about, JSON.stringify({ name, sha256: createHash('sha256').update(wrong).digest('hex') }));
  expect(train(cache)).toEqual(first);
  expect(readFileSync(path).equals(wrong)).toBe(false);

  // The program behind `tissuebook cache`.
  const program = join(__dirname, '..', '..', '..', 'src', 'engine', 'keptSteps', 'main.ts');
  const tell = (...args: string[]): string =>
    execFileSync(process.execPath, ['--import', 'tsx', program, ...args], {
      env: { ...process.env, TISSUEBOOK_CACHE: cache },
      encoding: 'utf8',
    });
  expect(tell('list')).toMatch(/\n {2}steps: 1 compiled step, \d/);
  expect(tell('clear', 'steps')).toMatch(/^Removed 0 files and 1 compiled step, \d/);
  expect(listSteps(join(cache, 'steps'))).toEqual([]);
});
