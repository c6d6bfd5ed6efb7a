import type { DenseMatrix } from '../../data';
import { tf } from '../../engine';
import { type Graph, radiusGraph } from '../../graph';
import { neighborMeans } from '../../graph/neighborhood';
import type { PredictPerturbationOptions } from '../contract';
import { type PlacedCells, type TissueCells, withCells } from '../training/addedCells';
import { marked } from '../training/cells';
import { inferInTiles } from '../training/inferInTiles';
import { exactShape, flatInput, networkInput, planPass } from './input';
import { decode, encode, expressionOf, type NetworkInput } from './network';
import { formOf, type CifmState } from './state';
import type { Tissue } from './tissue';

/** What a pass reads: a tissue, or one to which cells were added. */
export type PassTissue = TissueCells & { readonly graph: Graph };

/** Who is there and who is looked at: 1 for cells that are not. */
export interface Hidden {
  readonly absent: Uint8Array;
  readonly masked: Uint8Array;
}

/** Microenvironments of some cells [cells, dim]. */
export async function embedCells(
  state: CifmState,
  tissue: PassTissue,
  cells: Int32Array,
  hidden: Hidden,
): Promise<Float32Array> {
  const form = formOf(state);
  const { z } = await inferInTiles(tissue, cells, { z: state.config.dim }, (asked) => {
    const input = passInput(state, tissue, asked, hidden, 0);
    return { z: tf.slice(encode(state.parameters, form, input), [0, 0], [asked.length, -1]) };
  });
  return z;
}

/**
 * Expression of some masked cells as inferred from the others [cells, genes].
 *
 * @param hidden its `masked` marks the cells
 */
export async function predictCells(
  state: CifmState,
  tissue: PassTissue,
  cells: Int32Array,
  hidden: Hidden,
): Promise<Float32Array> {
  const form = formOf(state);
  const { expression } = await inferInTiles(tissue, cells, { expression: state.features.length }, (asked) => {
    const input = passInput(state, tissue, asked, hidden);
    const z = encode(state.parameters, form, input);
    return { expression: expressionOf(form, decode(state.parameters, form, z, input, asked.length)) };
  });
  return expression;
}

/** The network's input for asked cells, which are its first nodes. @param decoderLayers 0 asks for the encoder's output */
function passInput(
  state: CifmState,
  { matrix, points, graph }: PassTissue,
  asked: Int32Array,
  hidden: Hidden,
  decoderLayers = state.config.decoderLayers,
): NetworkInput {
  const plan = planPass(asked, { graph, ...hidden }, state.config.encoderLayers, decoderLayers);
  const source = { matrix, points, masked: hidden.masked, unit: state.radius };
  return networkInput(flatInput(source, plan, exactShape(plan)));
}

/** A tissue with cells added behind its own, and the graph of all. */
export function tissueWith({ radius, ...tissue }: Tissue, added: PlacedCells): PassTissue & { matrix: DenseMatrix } {
  const joined = withCells(tissue, added);
  return { ...joined, graph: radiusGraph(joined.points, { radius, groups: joined.section }) };
}

/**
 * One round of the perturbation: block after block, the tissue's own cells are masked, inferred from everything
 * else (earlier blocks already hold their new values) and written back. Added cells stay as they are.
 *
 * @param blocks places of the tissue's cells, each in one block
 * @param options.clamp whether inferred values below zero become zero
 * @param options.by who infers
 * @returns the tissue's own cells [cells, genes]
 */
export async function inferBlocks(
  state: CifmState,
  tissue: Tissue,
  added: PlacedCells,
  blocks: readonly Int32Array[],
  { clamp, by }: Required<Pick<PredictPerturbationOptions, 'clamp' | 'by'>>,
): Promise<Float32Array> {
  const joined = tissueWith(tissue, added);
  const { matrix, graph } = joined;
  const genes = tissue.features.length;
  const absent = new Uint8Array(joined.section.length);
  for (const block of blocks) {
    const masked = marked(absent.length, block);
    const among = (cell: number): boolean => !masked[cell] && matrix.row(cell).some((value) => value > 0);
    const inferred =
      by === 'model'
        ? await predictCells(state, joined, block, { absent, masked })
        : neighborMeans(matrix, graph, block, { among, otherwise: state.constant });
    if (clamp) inferred.forEach((value, at) => (inferred[at] = Math.max(0, value)));
    block.forEach((cell, at) => matrix.row(cell).set(inferred.subarray(at * genes, (at + 1) * genes)));
  }
  return Float32Array.from(matrix.values.subarray(0, tissue.cells.length * genes));
}
