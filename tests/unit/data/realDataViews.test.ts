import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AnnData, datasets } from '../../../src/data';
import { log1p, neighbors, pca, umap } from '../../../src/prepare';
import type { SpatialPanel, SpatialPayload } from '../../../src/protocol';
import { decodeArray } from '../../../src/protocol';
import { embeddingView, spatialView, type View } from '../../../src/views';

const folder = process.env['TISSUEBOOK_DATA'] ?? join(__dirname, '..', '..', '..', '..', 'shared', 'data');
const load = (name: string): Promise<AnnData> => datasets.load(join(folder, `${name}.h5ad`));
const panelsOf = (view: View): readonly SpatialPanel[] => (view.payload as SpatialPayload).panels;
const pointsIn = (panels: readonly SpatialPanel[]): number =>
  panels.reduce((sum, { x, y }) => sum + Math.min(decodeArray(x).length, decodeArray(y).length), 0);

/** Values of one gene in every cell, as the view was given them, agree with the file's. */
function expectGene(view: View, adata: AnnData, gene: string): void {
  const [panel] = panelsOf(view);
  if (panel!.color.by !== 'value') throw new Error('expected values');
  const values = decodeArray(panel!.color.values);
  expect(values).toHaveLength(adata.nObs);
  const want = adata.feature(gene);
  for (let i = 0; i < want.length; i += 97) expect(values[i]).toBeCloseTo(want[i]!, 4);
}

const absent = existsSync(folder) ? '' : ': no folder ../shared/data, and TISSUEBOOK_DATA names none';
describe.skipIf(absent)(`views of measured data${absent}`, () => {
  it.each([
    ['keren_tnbc_mibi', 'cell_type', 'patient', 19, 0],
    ['osmfish_mouse_sscortex', 'region', undefined, 1, 0],
    ['st_mouse_olfactory_bulb_he', 'section', 'section', 2, 2],
  ])(
    '%s shows every cell and a gene in space',
    async (name, color, panelBy, panels, images) => {
      const adata = await load(name);
      const view = spatialView(adata, { color, ...(panelBy && { panelBy }) });
      expect([panelsOf(view).length, pointsIn(panelsOf(view))]).toEqual([panels, adata.nObs]);
      expect((view.payload as SpatialPayload).images?.length ?? 0).toBe(images);
      expect(Object.keys(view.bundle())).toContain('application/vnd.tissuebook.view+json');
      expectGene(spatialView(adata, { color: adata.var.index[3]!, image: false }), adata, adata.var.index[3]!);
    },
    60_000,
  );

  it.each([
    ['keren_tnbc_mibi', 'cell_type'],
    ['osmfish_mouse_sscortex', 'cell_type'],
    ['st_mouse_olfactory_bulb_he', 'section'],
    ['bmmc_cite_neurips2021', 'cell_type'],
    ['papalexi_eccite_lowmoi', 'perturbation'],
    ['pbmc68k_reduced', 'cell_type'],
  ])(
    '%s shows some of its cells and a gene in a picture of neighbors',
    async (name, color) => {
      const whole = await load(name);
      const step = Math.ceil(whole.nObs / 400);
      const some = log1p(whole.subset({ obs: whole.obs.index.map((_, i) => i % step === 0) }));
      const adata = await umap(await neighbors(await pca(some, { components: 10 }), { k: 10 }), { epochs: 20 });
      const [panel] = panelsOf(embeddingView(adata, { basis: 'umap', color }));
      expect(pointsIn([panel!])).toBe(adata.nObs);
      expect(decodeArray(panel!.x).every(Number.isFinite)).toBe(true);
      expect(panel!.color.by).toBe('category');
      expectGene(embeddingView(adata, { basis: 'umap', color: adata.var.index[0]! }), adata, adata.var.index[0]!);
    },
    60_000,
  );

  it('pbmc68k_reduced shows the picture that it brings along', async () => {
    const adata = await load('pbmc68k_reduced');
    const [panel] = panelsOf(embeddingView(adata, { basis: 'umap', color: 'louvain' }));
    expect([...decodeArray(panel!.x)]).toEqual([...Float32Array.from(adata.obsm.get('X_umap')!.column(0))]);
  });
});
