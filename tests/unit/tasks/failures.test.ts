import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AnnData, categorical, DenseMatrix, writeH5ad } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { type Cifm, type Squint, zoo } from '../../../src/models';
import { annotate, cluster, compare, embed, imputePatch, inferExpression, perturb, stratify } from '../../../src/tasks';
import { squareTissue } from './example';

/** Nine patients of two classes, 60 cells each but for the last, which has three; expression goes with the class. */
const cohort = (change: (x: Float32Array, at: Float64Array) => void = () => undefined): AnnData => {
  const cells = 8 * 60 + 3;
  const patient = (cell: number): number => Math.min(8, Math.floor(cell / 60));
  const made = squareTissue(
    cells,
    ['g1', 'g2', 'g3'],
    (cell, feature) => (feature === patient(cell) % 2 ? 6 : 1) + ((cell * 7) % 3),
    {
      patient: (cell) => `p${patient(cell)}`,
      class: (cell) => (patient(cell) % 2 === 0 ? 'mixed' : 'compartmentalized'),
      type: (cell) => (cell % 3 === 0 ? 'T cell' : 'Tumour'),
    },
  );
  const x = Float32Array.from(made.matrix().toDense().values);
  const at = Float64Array.from(made.obsm.get('spatial')!.values);
  change(x, at);
  return made.with({ X: new DenseMatrix(cells, 3, x), obsm: [['spatial', new DenseMatrix(cells, 2, at)]] });
};
const classes = { patient: 'patient', by: 'class', high: 'mixed', low: 'compartmentalized', shuffles: 0 };
const squintOf = (data: AnnData, section = ''): Promise<Squint> => trained(zoo.create('squint', { preset: 'tiny', seed: 1, section }), data, 2); // prettier-ignore
const cifmOf = (data: AnnData): Promise<Cifm> =>
  trained(zoo.create('cifm', { preset: 'tiny', seed: 1, radius: 80 }), data, 4);

async function trained<M extends Squint | Cifm>(model: M, data: AnnData, epochs: number): Promise<M> {
  await model.fit(data, { epochs, write: false });
  return model;
}

const allFinite = ({ values }: { values: ArrayLike<number> }): boolean => Array.from(values).every(Number.isFinite);

let squint: Squint;
let cifm: Cifm;

beforeAll(async () => {
  await startEngine();
  squint = await squintOf(cohort(), 'patient');
  cifm = await cifmOf(cohort());
}, 240_000);

describe('a cohort', () => {
  it('with one class is refused by the name of the class that is missing', async () => {
    const one = cohort();
    one.obs.set('class', Array<string>(one.nObs).fill('mixed'));
    await expect(stratify(squint, one, classes)).rejects.toThrow(
      'stratify: no cell has "compartmentalized" in obs["class"]. It holds: mixed.',
    );
  });

  it('in which a patient has three cells leaves that patient out of the scores, and trains on it', async () => {
    const data = cohort();
    const found = await stratify(squint, data, classes);
    expect(found.leftOut).toEqual([{ patient: 'p8', why: '3 cells' }]);
    expect(String(found)).toContain('Left out: p8 (3 cells).');
    expect(found.patients).toHaveLength(8);
    const { codes } = await squint.tokenize(data);
    expect(codes).toHaveLength(data.nObs);
  });
});

describe('a panel that shares no gene with the model', () => {
  const other = (): AnnData => {
    const data = cohort();
    const renamed = data.with({});
    renamed.var.index.splice(0, 3, 'h1', 'h2', 'h3');
    return renamed;
  };

  it('is refused by every task, with genes that the model knows', async () => {
    const words = /share none of the model's 3 features.*g1, g2, g3/s;
    await expect(embed(squint, other())).rejects.toThrow(words);
    await expect(stratify(squint, other(), classes)).rejects.toThrow(words);
    const replace = { kind: 'replace' as const, types: ['T cell'], by: { types: ['Tumour'] } };
    await expect(perturb(squint, other(), { what: replace, labels: 'type' })).rejects.toThrow(words);
    await expect(embed(cifm, other())).rejects.toThrow(words);
    await expect(inferExpression(cifm, other())).rejects.toThrow(words);
    await expect(perturb(cifm, other(), { what: replace, labels: 'type' })).rejects.toThrow(words);
  });
});

describe('odd cells', () => {
  /** Ten cells express nothing, ten lie at one place, one lies far from all others. */
  const odd = (): AnnData =>
    cohort((x, at) => {
      x.fill(0, 0, 30);
      for (let cell = 10; cell < 20; cell++) at.set([500, 500], 2 * cell);
      at.set([90_000, 90_000], 40);
    });

  it('are embedded, clustered and annotated with finite numbers', async () => {
    const data = odd();
    for (const model of [await squintOf(data), await cifmOf(data)]) {
      const embedded = await embed(model, data);
      const vectors = embedded.obsm.get(`X_${model.card.id}`)!;
      expect(allFinite(vectors)).toBe(true);
      expect((await cluster(embedded, { use: `X_${model.card.id}` })).obs.has('cluster')).toBe(true);
      const { scores, labels } = await annotate(embedded, {
        labels: 'type',
        use: `X_${model.card.id}`,
        groups: 'patient',
      });
      expect(scores.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1)).toBe(true);
      expect(labels).toHaveLength(data.nObs);
      if (model.card.id === 'cifm') expect([...vectors.values.subarray(0, vectors.columns)].every((v) => v === 0)).toBe(true); // prettier-ignore
    }
  }, 240_000);

  it('are imputed, inferred and perturbed with finite numbers', async () => {
    const data = odd();
    const imputed = await imputePatch(zoo.create('squint', { preset: 'tiny' }), data, { epochs: 1, cells: 20 });
    expect(allFinite(imputed.predicted)).toBe(true);
    const model = await cifmOf(data);
    const inferred = await inferExpression(model, data);
    expect(allFinite(inferred.predicted)).toBe(true);
    // Cells that express nothing are not asked for.
    expect(inferred.cells).toHaveLength(data.nObs - 10);
    const what = { kind: 'inject' as const, types: ['T cell'], cells: 10 };
    for (const each of [model, await squintOf(data)]) {
      const found = await perturb(each, data, { what, labels: 'type', seeds: [1], fieldCells: 100 });
      expect([...found.summary.runs[0]!.shift].every(Number.isFinite)).toBe(true);
      expect(found.changes.every(({ beyondControl }) => Number.isFinite(beyondControl.mean))).toBe(true);
    }
  }, 240_000);

  it('alone say why nothing can be learnt', async () => {
    const empty = cohort((x) => x.fill(0));
    expect(() => zoo.create('cifm', { preset: 'tiny' }).fit(empty)).toThrow(
      'cifm.fit: 0 of 483 cells express any gene. It takes two cells or more with a value above zero.',
    );
    const far = { what: { kind: 'remove' as const, types: ['T cell'] }, where: { cells: [0] }, labels: 'type' };
    const apart = cohort((_, at) => at.forEach((value, i) => (at[i] = value + 1e6 * Math.floor(i / 2))));
    await expect(perturb(cifm, apart, far)).rejects.toThrow(/no cell lies beside the changed ones/);
  });
});

describe('cifm, asked of little tissue', () => {
  it('answers in a patient of three cells, and infers each from the two others', async () => {
    const data = cohort();
    const own = await trained(
      zoo.create('cifm', { preset: 'tiny', seed: 1, radius: 1500, section: 'patient' }),
      data,
      2,
    );
    const three = [...Array(data.nObs).keys()].slice(-3);
    const { predicted } = await inferExpression(own, data.subset({ obs: three }));
    expect([predicted.rows, allFinite(predicted)]).toEqual([3, true]);
    const asked = { what: { kind: 'inject' as const, types: ['T cell'], cells: 2 }, labels: 'type', seeds: [1] };
    const found = await perturb(own, data, { ...asked, where: { cells: three } });
    expect([...found.summary.runs[0]!.watched].every((cell) => three.includes(cell))).toBe(true);
    expect(found.changes.every(({ averaged }) => Number.isFinite(averaged!.mean))).toBe(true);
  }, 120_000);

  it('says what labels of one type, or of none, lack', async () => {
    const labeled = (type: string | null): AnnData => {
      const data = cohort();
      data.obs.set('type', categorical(Array<string | null>(data.nObs).fill(type), { categories: ['T cell'] }));
      return data;
    };
    const ask = (data: AnnData) =>
      perturb(cifm, data, { what: { kind: 'inject', types: ['T cell'], cells: 5 }, labels: 'type' });
    const advice = 'A classifier of types needs two or more.';
    await expect(ask(labeled('T cell'))).rejects.toThrow(`perturb: the labels hold one type, T cell. ${advice}`);
    await expect(ask(labeled(null))).rejects.toThrow(`perturb: the labels hold no type. ${advice}`);
    const one = { task: 'annotate' as const, labels: 'type', seeds: [1], epochs: { cifm: 1 } };
    const untrained = zoo.create('cifm', { preset: 'tiny', radius: 80 });
    await expect(compare([untrained], labeled('T cell'), one)).rejects.toThrow(/the labels are all T cell/);
  }, 120_000);
});

describe('a fit that is stopped', () => {
  it('keeps what was learnt, and the model answers', async () => {
    for (const model of [
      zoo.create('squint', { preset: 'tiny' }),
      zoo.create('cifm', { preset: 'tiny', radius: 80 }),
    ]) {
      const data = cohort();
      const run = model.fit(data, { epochs: 10_000 });
      for await (const { step } of run) if (step === 3) run.stop();
      expect((await run).summary.ending).toBe('stopped');
      expect(run.reports.length).toBeGreaterThanOrEqual(3);
      expect(allFinite((await embed(model, data)).obsm.get(`X_${model.card.id}`)!)).toBe(true);
      expect(data.obsm.has(`X_${model.card.id}`)).toBe(true);
    }
  }, 120_000);
});

/** A file system of 64 kB that can be filled, where this process may make one. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tissuebook-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

const disk = smallDisk();

describe.skipIf(!disk)('a full disk (skipped where no small file system may be mounted)', () => {
  const folder = join(disk ?? tmpdir(), 'models');
  afterAll(() => {
    execFileSync('umount', [disk!]);
    rmSync(disk!, { recursive: true });
  });

  it('is named when a model or data are saved, and what was saved before is unharmed', async () => {
    mkdirSync(folder, { recursive: true });
    for (const [name, save] of [
      ['squint.safetensors', (path: string) => squint.save(path)],
      ['cifm.safetensors', (path: string) => cifm.save(path)],
      ['tissue.h5ad', (path: string) => writeH5ad(cohort(), path)],
    ] as const) {
      const path = join(folder, name);
      const earlier = Buffer.alloc(40_000, 7);
      writeFileSync(path, earlier);
      writeFileSync(join(folder, 'filler'), Buffer.alloc(16_000));
      await expect(save(path)).rejects.toMatchObject({ kind: 'disk-full', message: /There is no room for/ });
      expect(readFileSync(path).equals(earlier)).toBe(true);
      expect(readdirSync(folder).sort()).toEqual(['filler', name].sort());
      rmSync(path);
      rmSync(join(folder, 'filler'));
    }
    expect((await squint.tokenize(cohort())).codes).toHaveLength(cohort().nObs);
    expect(allFinite(await cifm.embed(cohort()))).toBe(true);
    const elsewhere = mkdtempSync(join(tmpdir(), 'tissuebook-room-'));
    await squint.save(join(elsewhere, 'squint.safetensors'));
    expect(existsSync(join(elsewhere, 'squint.safetensors'))).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it.each(['squint', 'cifm'] as const)('does not cost what %s learns while its run cannot be written', async (name) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'filler'), Buffer.alloc(60_000));
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const model = zoo.create(name, { preset: 'tiny', seed: 1 });
    const run = model.fit(cohort(), { epochs: 3, write: false, checkpoint: join(folder, 'run.safetensors') });
    expect((await run).summary).toMatchObject({ ending: 'finished', epochs: 3 });
    expect(model.trained).toBe(true);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/There is no room for .* The training goes on/)]]);
    expect(readdirSync(folder)).toEqual(['filler']);
    warn.mockRestore();
    rmSync(join(folder, 'filler'));
  });
});
