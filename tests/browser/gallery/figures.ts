import {
  clustergramView,
  compositionView,
  datasets,
  dotPlotView,
  embeddingView,
  scatterView,
  simulateHistology,
  spatialView,
  type View,
  violinView,
} from '../../../src';
import { madeCells } from '../../madeOutlines';

const MARKERS = ['CD3D', 'CD4', 'CD8A', 'FOXP3', 'CD20', 'CD21', 'CD68', 'CD163', 'CD11C', 'HLADR', 'KI67', 'ASMA'];

/** Figures of every kind, by the names of their pictures; measured cells where a package carries some. */
export async function figures(): Promise<Record<string, View>> {
  const tumor = await datasets.load('cycif-tumour');
  const lung = await datasets.load('cycif-lung');
  const slide = simulateHistology({ side: 14, sections: 1, seed: 7 });
  const { adata, outlines } = madeCells(24, {});
  return {
    types: spatialView(tumor, { color: 'phenotype', title: 'Cell types of a tumor' }),
    panels: spatialView(tumor, { color: ['CD68', 'CD8A', 'KI67'], title: 'Three proteins side by side' }),
    blend: spatialView(lung, { color: { blend: ['ECAD', 'SMA', 'CD45'] }, title: 'Three proteins in one color' }),
    outlines: spatialView(adata, { color: 'kind', outlines, title: 'Outlines of made cells' }),
    histology: spatialView(slide, {
      color: slide.var.index[0]!,
      panelBy: 'section',
      title: 'Spots on a simulated picture',
    }),
    umap: embeddingView(lung, { basis: 'umap', color: 'phenotype', title: 'Cells by their proteins' }),
    gate: scatterView(lung, { x: 'ECAD', y: 'SMA', color: 'phenotype', title: 'A gate on two proteins' }),
    dots: dotPlotView(tumor, { genes: MARKERS, by: 'phenotype', scale: 'gene', title: 'Proteins by cell type' }),
    clustergram: clustergramView(tumor, { genes: MARKERS, by: 'phenotype', title: 'The same, in order of likeness' }),
    composition: compositionView(lung, { rows: 'ROI', columns: 'phenotype', title: 'What regions consist of' }),
    violins: violinView(lung, { value: 'ECAD', by: 'phenotype', title: 'One protein by cell type' }),
  };
}
