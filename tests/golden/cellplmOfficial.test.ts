import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AnnData, DenseMatrix, Table, toColumn } from '../../src/data';
import { readSafetensors, writeSafetensors } from '../../src/engine';
import { type Cellplm, zoo } from '../../src/models';
import { expectAgrees, type Fixture } from './fixture';
import { officialFixtures } from './officialFixture';

/** Random weights in the authors' layout, converted, and what plain PyTorch computes with them: see cellplmOfficial.py. */
const { folder: FOLDER, expected, scratch } = officialFixtures('cellplmOfficial');
const pathOf = (name: string): string => join(FOLDER, `${name}.safetensors`);
/** The fixture's cells, named by symbols; var has the identifiers that the weights know. */
function cellsOf({ tensors }: Fixture): AnnData {
  const { shape, data } = tensors['in.counts']!;
  const [cells, genes] = shape as [number, number];
  const names = (word: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${word}${i}`);
  const features = new Table(names('symbol', genes));
  features.set('gene_ids', toColumn(names('ENSG', genes).map((_, i) => `ENSG${String(i).padStart(11, '0')}`)));
  const obs = new Table(names('cell', cells));
  obs.set('type', toColumn(names('type', cells).map((_, i) => (i % 2 === 0 ? 'a' : 'b'))));
  return new AnnData({ X: new DenseMatrix(cells, genes, Float32Array.from(data as Float32Array)), obs, var: features });
}

describe.each(['gmvae', 'vae'])('weights in the layout of the authors, %s', (name) => {
  const fixture = expected(name);
  let model: Cellplm;

  beforeAll(async () => {
    model = await zoo.load('cellplm', pathOf(name));
  });

  it('give the vectors and the counts that PyTorch gives', async () => {
    const cells = cellsOf(fixture);
    expectAgrees(fixture, 'out.h', (await model.embed(cells)).values, 1e-5);
    const latent = await zoo.load('cellplm', await withVector(name, 'latent'));
    expectAgrees(fixture, 'out.z', (await latent.embed(cells)).values, 1e-5);
    const { values, unit, genes } = await model.fillGenes(cells);
    expect([unit, genes[2]]).toEqual(['counts', 'ENSG00000000002']);
    expectAgrees(fixture, 'out.expected', values.values, 1e-5);
  });

  it.each([
    ['to fill in counts', {}],
    ['to name classes', { labels: 'type' }],
  ] as const)('are fine-tuned %s on a part of their genes', { timeout: 60_000 }, async (_, options) => {
    const cells = cellsOf(fixture).subset({ var: [0, 3, 4, 5, 6, 7, 8, 9] });
    const tuned = model.fresh({ epochs: 3 });
    const run = tuned.fit(cells, { ...options, from: pathOf(name), write: false, progress: false });
    const { notices } = await run;
    expect(notices.join('\n')).toMatch(/Started from trained weights for 8 of 8 features/);
    expect(tuned.features).toContain('ENSG00000000003');
    expect(notices.join('\n').includes('started anew: head.mlp.1')).toBe('labels' in options);
    expect(run.reports.every(({ losses }) => Number.isFinite(losses.loss))).toBe(true);
    if (!('labels' in options)) expect(notices.join('\n')).not.toMatch(/started anew: /);
  });
});

/** The same weights, of which `embed` gives another vector. */
async function withVector(name: string, vector: string): Promise<string> {
  const { tensors, metadata } = readSafetensors(readFileSync(pathOf(name)));
  const card = JSON.parse(metadata.card!) as { config: object };
  const path = join(scratch(), `${name}-${vector}.safetensors`);
  const changed = { ...card, config: { ...card.config, vector } };
  await writeFile(path, writeSafetensors(tensors, { card: JSON.stringify(changed) }));
  return path;
}

describe('a file that does not fit', () => {
  const changed = async (change: (card: Record<string, unknown>, tensors: Map<string, unknown>) => void) => {
    const { tensors, metadata } = readSafetensors(readFileSync(pathOf('vae')));
    const card = JSON.parse(metadata.card!) as Record<string, unknown>;
    change(card, tensors);
    const path = join(scratch(), 'changed.safetensors');
    await writeFile(path, writeSafetensors(tensors, { card: JSON.stringify(card) }));
    return zoo.load('cellplm', path);
  };

  it('is refused with the names of what is wrong', async () => {
    const slope = 'network.decoder.layers.0.1.weight';
    await expect(changed((_, tensors) => tensors.delete(slope))).rejects.toThrow(
      /1 missing \(.*decoder\.layers\.0\.1\.weight/,
    );
    const more = changed((_, tensors) => tensors.set('network.more', { shape: [1], data: Float32Array.of(1) }));
    await expect(more).rejects.toThrow(/1 unexpected \(network\.more/);
    await expect(changed((card) => (card.features = ['a']))).rejects.toThrow(/of another shape/);
    await expect(changed((card) => (card.task = 'dreams'))).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(changed((card) => (card.covariates = { batches: 1e9, datasets: 0 }))).rejects.toMatchObject({
      kind: 'corrupt',
    });
    await expect(
      changed((card) => (card.config = { layout: 'official', width: 4096, preset: 'official' })),
    ).rejects.toMatchObject({
      kind: 'corrupt',
    });
  });

  it('is refused when it is of another model', async () => {
    const squint = join(__dirname, '..', 'fixtures', 'squintOfficial', 'plain.safetensors');
    await expect(zoo.load('cellplm', squint)).rejects.toMatchObject({ kind: 'checkpoint-mismatch' });
    await expect(zoo.load('squint', pathOf('vae'))).rejects.toThrow(/does not hold a SQUINT model.*It says: cellplm/s);
    const fit = zoo
      .create('cellplm', { preset: 'tiny' })
      .fit(cellsOf(expected('vae')), { from: squint, progress: false });
    await expect(Promise.resolve(fit)).rejects.toMatchObject({ kind: 'checkpoint-mismatch' });
  });
});
