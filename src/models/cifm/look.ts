import { DenseMatrix } from '../../data';
import { rowsOf } from '../../graph/neighborhood';
import { marked } from '../training/cells';
import { standardizedErrors } from '../training/watch/cellErrors';
import { inRounds, type Look } from '../training/watch/look';
import { embedCells, predictCells } from './inference';
import type { CifmState } from './state';
import { placesOfCells, type Tissue } from './tissue';

/** What a network says of some cells while it trains. Void cells have no vector and no error. @param absent 1 for cells that are held out */
export function cifmLook(state: CifmState, tissue: Tissue, absent: Uint8Array): Look {
  const none = new Uint8Array(absent.length);
  /** Rows for those of the cells that there are, by their place in `cells`. */
  const there = (cells: Int32Array): { at: Int32Array; places: Int32Array } => {
    const places = placesOfCells(tissue, cells);
    const at = Int32Array.from(places.keys()).filter((i) => places[i]! >= 0);
    return { at, places: places.filter((place) => place >= 0) };
  };
  return {
    vectors: async (cells) => {
      const { dim } = state.config;
      const { at, places } = there(cells);
      const rows = await embedCells(state, tissue, places, { absent, masked: none });
      const out = DenseMatrix.zeros(cells.length, dim);
      at.forEach((row, i) => out.row(row).set(rows.subarray(i * dim, (i + 1) * dim)));
      return out;
    },
    error: async (cells) => {
      const { at, places } = there(cells);
      const guess = await inRounds(places, state.config.mask, async (round) => {
        const masked = marked(absent.length, round);
        return new DenseMatrix(
          round.length,
          tissue.features.length,
          await predictCells(state, tissue, round, { absent, masked }),
        );
      });
      const errors = standardizedErrors(rowsOf(tissue.matrix, places), guess, places.length);
      const out = new Float32Array(cells.length).fill(NaN);
      at.forEach((row, i) => (out[row] = errors[i]!));
      return out;
    },
  };
}
