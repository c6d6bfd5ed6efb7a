import { Random, tf } from '../../engine';
import { type CellPositions, drawTiles } from './tiles';

/** Cells that are asked about at once: enough to keep the device busy, few enough that any tissue fits. */
const TILE = 2048;

/**
 * Asks a network about cells in contiguous tiles, one after the other, so that the cells around a tile are few, and joins the
 * answers.
 *
 * @param cells by number; one may occur twice
 * @param widths numbers of a cell in each answer: { latents: 32, tokens: 1 }
 * @param ask the answers for some of the cells [cells, width], and their places in `cells`; tidied up after
 * @returns each answer [cells, width] as float32, in which whole numbers up to 2^24 are exact
 */
export async function inferInTiles<K extends string>(
  positions: CellPositions,
  cells: Int32Array,
  widths: Readonly<Record<K, number>>,
  ask: (cells: Int32Array, places: Int32Array) => Record<K, tf.Tensor2D>,
): Promise<Record<K, Float32Array>> {
  const names = Object.keys(widths) as K[];
  const empty = names.map((name) => [name, new Float32Array(cells.length * widths[name])] as const);
  const out = Object.fromEntries(empty) as Record<K, Float32Array>;
  for (const places of drawTiles(positions, cells, TILE, new Random(0))) {
    const chosen = places.map((at) => cells[at]!);
    const answers = tf.tidy(() => ask(chosen, places));
    for (const name of names) {
      const width = widths[name];
      const values = (await answers[name].data()) as Float32Array;
      places.forEach((to, from) => out[name].set(values.subarray(from * width, (from + 1) * width), to * width));
    }
    tf.dispose(answers);
  }
  return out;
}
