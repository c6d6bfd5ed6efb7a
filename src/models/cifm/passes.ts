import { Random, tf } from '../../engine';
import { drawTiles, placesBySection } from '../training/tiles';
import { flatInput, networkInput } from './batches';
import { decode, encode, expressionOf } from './network';
import { exactRoom, planPass, type Plan } from './plan';
import { formOf, type CifmState } from './state';
import type { Tissue } from './tissue';

/** Cells that are asked at once: enough to keep the device busy, few enough that any tissue fits. */
const CHUNK = 2048;

/** What a pass reads: a tissue, or one to which cells were added. */
export type PassTissue = Pick<Tissue, 'matrix' | 'points' | 'section' | 'graph'>;

/** Who is there and who is looked at: 1 for cells that are not. */
export interface Hidden {
  readonly absent: Uint8Array;
  readonly masked: Uint8Array;
}

/** Microenvironments of some cells [cells, dim], piece by piece of the tissue. */
export function embedCells(
  state: CifmState,
  tissue: PassTissue,
  cells: Int32Array,
  hidden: Hidden,
): Promise<Float32Array> {
  const form = formOf(state);
  return inPieces(tissue, cells, state.config.dim, (asked) => {
    const plan = planPass(asked, { graph: tissue.graph, ...hidden }, form.encoderLayers, 0);
    const input = inputOf(state, tissue, plan, hidden);
    return tf.slice(encode(state.parameters, form, input), [0, 0], [asked.length, -1]);
  });
}

/**
 * Expression of some masked cells as inferred from the others [cells, genes].
 *
 * @param hidden its `masked` marks the cells
 */
export function predictCells(
  state: CifmState,
  tissue: PassTissue,
  cells: Int32Array,
  hidden: Hidden,
): Promise<Float32Array> {
  const form = formOf(state);
  return inPieces(tissue, cells, state.features.length, (asked) => {
    const plan = planPass(asked, { graph: tissue.graph, ...hidden }, form.encoderLayers, form.decoderLayers);
    const input = inputOf(state, tissue, plan, hidden);
    const z = encode(state.parameters, form, input);
    return expressionOf(form, decode(state.parameters, form, z, input, asked.length));
  });
}

function inputOf(state: CifmState, tissue: PassTissue, plan: Plan, { masked }: Hidden) {
  const source = { matrix: tissue.matrix, points: tissue.points, masked, unit: state.radius };
  return networkInput(flatInput(source, plan, exactRoom(plan)));
}

/** Asks for contiguous pieces of the tissue one after the other, so that their halo is small, and joins the answers. */
async function inPieces(
  tissue: PassTissue,
  cells: Int32Array,
  width: number,
  ask: (cells: Int32Array) => tf.Tensor2D,
): Promise<Float32Array> {
  const out = new Float32Array(cells.length * width);
  const x = Float64Array.from(cells, (cell) => tissue.points.get(cell, 0));
  const y = Float64Array.from(cells, (cell) => tissue.points.get(cell, 1));
  const pieces = drawTiles(x, y, placesBySection(tissue.section, cells), CHUNK, new Random(0));
  for (const places of pieces) {
    const answer = tf.tidy(() => ask(places.map((at) => cells[at]!)));
    const values = await answer.data();
    answer.dispose();
    places.forEach((to, from) =>
      out.set(values.subarray(from * width, (from + 1) * width) as Float32Array, to * width),
    );
  }
  return out;
}
