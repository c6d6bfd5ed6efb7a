import { type AnnData, asinh, type MuData, obsmToMuData, valuesOf } from '../../src';
import { kept, type QualityContext } from './context';

/** Mouse somatosensory cortex, osmFISH: 4,839 cells, 33 genes, counts. */
export const OSMFISH = 'osmfish_mouse_sscortex';

/** Lung tumour, CosMx: 2,814 cells, 960 genes, counts, 12% of them not zero. */
export const COSMX = 'cosmx_lung_cancer';

/** Nineteen breast tumours of Keren et al., MIBI: 100,484 cells, 36 proteins. */
export const KEREN = 'keren_tnbc_mibi';

/** The tumours with asinh(5 x). */
export const tumours = kept(async (context) => asinh(await context.load(KEREN), { cofactor: 0.2 }));

/** Bone marrow cells, CITE-seq of one donor: 311 cells, 1,000 genes, 134 proteins. */
export const BMMC = 'bmmc_cite_neurips2021';

/** Its logged RNA and normalized proteins as two modalities. */
export const marrow = async (context: QualityContext): Promise<MuData> =>
  obsmToMuData(await context.load(BMMC), { key: 'protein_norm', name: 'prot' });

/** A column of obs as text. */
export function labelsOf(adata: AnnData, name: string): string[] {
  return valuesOf(adata.column(name)).map(String);
}
