import { type AnnData, asinh, valuesOf } from '../../src';
import { kept } from './context';

/** Mouse somatosensory cortex, osmFISH: 4,839 cells, 33 genes, counts. */
export const OSMFISH = 'osmfish_mouse_sscortex';

/** Nineteen breast tumours of Keren et al., MIBI: 100,484 cells, 36 proteins. */
export const KEREN = 'keren_tnbc_mibi';

/** The tumours with asinh(5 x). */
export const tumours = kept(async (context) => asinh(await context.load(KEREN), { cofactor: 0.2 }));

/** A column of obs as text. */
export function labelsOf(adata: AnnData, name: string): string[] {
  return valuesOf(adata.column(name)).map(String);
}
