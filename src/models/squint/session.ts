import { covariates } from './covariates';
import { officialCovariates } from './official/covariates';
import { encodeCells, type Encoded } from './encodeAll';
import { hearObserved } from './masks';
import type { BatchSource } from './batches';
import { isOfficial, sectionWidth, sizesOf, type SquintState } from './state';
import { withoutCells, type Tissue } from './tissue';
import type { Graph } from '../../graph';

/** What batches of a tissue are made from. @param held cells whose edges are left out */
export function sourceOf(state: SquintState, tissue: Tissue, held?: Uint8Array): BatchSource {
  const sections = sectionWidth(state);
  return {
    tissue,
    config: state.config,
    scale: state.scale,
    graph: held?.includes(1) ? withoutCells(tissue.graph, held) : tissue.graph,
    covariates: isOfficial(state)
      ? officialCovariates(tissue.points, tissue.section, state.config.rbf, sections)
      : covariates(tissue.graph, state.distances, tissue.section, sections),
    condition: sizesOf(state).condition,
  };
}

/** Who hears whom when some cells are masked, as the model was trained: the graph, or nearest observed cells. */
export function hearingOf(state: SquintState, tissue: Tissue, masked: Uint8Array): Graph {
  if (state.config.masked === 'graph' || !masked.includes(1)) return tissue.graph;
  const observed = Int32Array.from(masked.keys()).filter((cell) => !masked[cell]);
  return hearObserved(tissue, tissue.graph, masked, observed, state.config.neighbors);
}

/** Latents and tokens of all cells, some of them masked. */
export function encodeTissue(state: SquintState, tissue: Tissue, masked: Uint8Array): Promise<Encoded> {
  const all = Int32Array.from(masked.keys());
  return encodeCells(state, sourceOf(state, tissue), all, masked, hearingOf(state, tissue, masked));
}
