import {
  createCrossTransformer,
  createLinear,
  crossTransformer,
  gatherRows,
  linear,
  segmentMean,
  tf,
  type Parameters,
  type Random,
} from '../../engine';
import type { CrossConfig } from './config';

/** Makes `image` and `gene`, which bring both to one width, and `cross`. */
export function createCellFusion(
  p: Parameters,
  { width, hidden, heads }: CrossConfig,
  widths: { readonly image: number; readonly gene: number },
  random: Random,
): void {
  createLinear(p.at('image'), widths.image, width, random);
  createLinear(p.at('gene'), widths.gene, width, random);
  createCrossTransformer(p.at('cross'), width, hidden, random, { heads });
}

/** Cells [cells, width]: image tokens ask gene tokens; the mean over them. */
export function fuseCell(
  p: Parameters,
  { heads }: Pick<CrossConfig, 'heads'>,
  image: tf.Tensor3D,
  gene: tf.Tensor3D,
): tf.Tensor2D {
  const [asking, answering] = [linear(p.at('image'), image), linear(p.at('gene'), gene)];
  return tf.mean(crossTransformer(p.at('cross'), asking, answering, { heads }), 1);
}

/** Makes `niche`, `tissue` and `unify`. */
export function createLevels(p: Parameters, { width, hidden, heads }: CrossConfig, random: Random): void {
  for (const name of ['niche', 'tissue', 'unify']) createCrossTransformer(p.at(name), width, hidden, random, { heads });
}

/** A batch of cells with their niches and tissues. */
export type LevelsInput = {
  /** [cells, width] */
  readonly cells: tf.Tensor2D;
  /** The niche of each cell, int32 [cells]. */
  readonly nicheOfCell: tf.Tensor1D;
  /** Image tokens of each niche [niches, tokens, width]. */
  readonly nicheTokens: tf.Tensor3D;
  /** The tissue of each niche, int32 [niches]. */
  readonly tissueOfNiche: tf.Tensor1D;
  /** Where a niche lies in its tissue, of gridEncoding() [niches, width]. */
  readonly nichePlaces: tf.Tensor2D;
  /** Tokens of each tissue [tissues, tokens, width]. */
  readonly tissueTokens: tf.Tensor3D;
  /** The mean over all cells of each niche [niches, width]; over those of the batch unless given. */
  readonly means?: tf.Tensor2D;
};

/** A cell without one of its kinds of tokens: the mean over the others, brought to one width [cells, width]. */
export const readAlone = (p: Parameters, kind: 'image' | 'gene', tokens: tf.Tensor3D): tf.Tensor2D =>
  tf.mean(linear(p.at(kind), tokens), 1);

/** Embeddings of the three levels. */
export interface Levels {
  /** [niches, width]: what the mean of its cells asks of its image (equation 5). */
  readonly niches: tf.Tensor2D;
  /** [niches, width]: what a placed niche asks of its tissue (equation 6). */
  readonly tissues: tf.Tensor2D;
  /** [cells, width]: what a cell asks of its niche and its tissue (equation 4). */
  readonly unified: tf.Tensor2D;
}

/** Whom a cell asks last: its own niche and tissue, its niche alone, or all of the batch (appendix C). */
export type Around = 'own' | 'niche' | 'batch';

/** Equations 4 to 6. */
export function joinLevels(
  p: Parameters,
  { heads }: Pick<CrossConfig, 'heads'>,
  input: LevelsInput,
  around: Around = 'own',
): Levels {
  const { cells, nicheOfCell, nicheTokens, tissueOfNiche } = input;
  const ask = (name: string, asking: tf.Tensor2D, memory: tf.Tensor3D): tf.Tensor2D =>
    tf.squeeze(crossTransformer(p.at(name), tf.expandDims(asking, 1) as tf.Tensor3D, memory, { heads }), [1]);
  const niches = ask('niche', input.means ?? segmentMean(cells, nicheOfCell, nicheTokens.shape[0]), nicheTokens);
  const tissueTokens = gatherRows(input.tissueTokens, tissueOfNiche);
  const tissues = ask('tissue', tf.add(niches, input.nichePlaces), tissueTokens);
  return { niches, tissues, unified: ask('unify', cells, memoryOf(around, input, niches, tissues)) };
}

function memoryOf(
  around: Around,
  { cells, nicheOfCell }: LevelsInput,
  niches: tf.Tensor2D,
  tissues: tf.Tensor2D,
): tf.Tensor3D {
  if (around === 'own')
    return tf.stack([gatherRows(niches, nicheOfCell), gatherRows(tissues, nicheOfCell)], 1) as tf.Tensor3D;
  if (around === 'niche') return tf.expandDims(gatherRows(niches, nicheOfCell), 1) as tf.Tensor3D;
  const all = tf.concat([cells, niches, tissues], 0);
  return tf.broadcastTo(tf.expandDims(all, 0), [cells.shape[0], ...all.shape]) as tf.Tensor3D;
}
