import { datasets, geneSetGraph, type MuData, readGmt } from '../../src';
import type { QualityContext } from './context';
import { marrow } from './data';

/** Bone marrow with the genes of each hallmark set joined, in varp['hallmark'] of the RNA: 5,241 pairs of 349 genes. */
export async function hallmarkMarrow(context: QualityContext): Promise<MuData> {
  const mdata = await marrow(context);
  const rna = mdata.modality('rna');
  const { path } = await datasets.file('hallmark');
  geneSetGraph(await readGmt(path), { genes: rna.var.index, source: 'hallmark' }).write(rna, 'hallmark');
  return mdata;
}
