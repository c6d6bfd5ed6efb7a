import { type AnnData, imageOf, ImageSource } from '../../src';
import { kept } from './context';

/** Two sections of the mouse olfactory bulb, Spatial Transcriptomics with H&E: 786 spots, 1,000 genes, counts. */
export const BULB = 'st_mouse_olfactory_bulb_he';

/** Names of its sections. */
export const SECTIONS = ['MOB1', 'MOB2'];

/** Genes with a known place in the olfactory bulb. */
export const GENES = ['Fabp7', 'Cck', 'Pcp4', 'Snap25', 'Npy', 'Hbb-bs', 'Penk', 'Doc2g', 'Kctd12'];

/** Its spots with the pictures of both sections. */
export const bulb = kept(async (context): Promise<{ cells: AnnData; image: ImageSource }> => {
  const cells = await context.load(BULB);
  const slides = Object.fromEntries(SECTIONS.map((library) => [library, imageOf(cells, { library })]));
  return { cells, image: new ImageSource(slides, { section: 'section' }) };
});
