import { DenseMatrix } from '../../data';
import { withoutNodes } from '../../graph';
import { neighborhoodMeans } from '../../graph/neighborhood';
import { marked } from '../training/cells';
import { inRounds, type Look } from '../training/watch/look';
import { standardizedErrors } from '../training/watch/cellErrors';
import type { BatchSource } from './batches';
import { type Encoded, encodeCells, imputeCells } from './inference';
import type { SquintState } from './state';

/** Share of the cells that is hidden at once (ours). */
const HIDDEN = 0.15;

/**
 * What a network says of some cells while it trains: only they and their neighborhoods are looked at.
 *
 * @param trained what its batches are made from @param held 1 for cells that nobody sees
 */
export function squintLook(state: SquintState, trained: BatchSource, held: Uint8Array): Look {
  const { tissue } = trained;
  let source: BatchSource | undefined;
  const none = new Uint8Array(tissue.cells);
  const known = (): BatchSource => (source ??= { ...trained, graph: withoutNodes(tissue.graph, held) });
  const encoded = (cells: Int32Array): Promise<Encoded> => encodeCells(state, known(), cells, none, known().graph);
  return {
    tokens: async (cells) => {
      const { heads, codes: codesPerHead } = state.config;
      return { codes: (await encoded(cells)).tokens, heads, codesPerHead };
    },
    vectors: async (cells) => new DenseMatrix(cells.length, state.config.dim, (await encoded(cells)).latents),
    error: async (cells) => {
      const width = tissue.features.length;
      const guess = await inRounds(cells, HIDDEN, async (round) => {
        const hidden = marked(tissue.cells, round).map((value, cell) => value | held[cell]!);
        return new DenseMatrix(round.length, width, await imputeCells(state, tissue, round, hidden, known()));
      });
      return standardizedErrors(neighborhoodMeans(tissue.matrix, tissue.graph, cells), guess, cells.length);
    },
  };
}
