import { cellplm } from './cellplm';
import { cifm } from './cifm';
import { scmoformer } from './scmoformer';
import { scmognn } from './scmognn';
import { spaformer } from './spaformer';
import { spatiaSmall, spatiaTiny } from './spatia';
import { squint } from './squint';
import { stalign } from './stalign';
import type { Workload } from './workload';

/** Genes and proteins of the bone marrow of NeurIPS 2021, 13,953 rounded to whole blocks. */
const MARROW = { genes: 13_950 };
const GNN = { ...MARROW, targets: 134 };
/** Widths of the authors. */
const FORMER = { ...MARROW, proteins: 134, rank: 128, dim: 512, heads: 8, layers: 3, features: 266 };

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  cifm: { kind: 'graph', cells: 5_000, make: cifm },
  squint: { kind: 'graph', cells: 20_000, make: squint },
  cellplm: { kind: 'transformer', cells: 4_000, make: cellplm },
  spaformer: { kind: 'transformer', cells: 4_000, make: spaformer },
  scmoformer: { kind: 'transformer', cells: 2_000, make: scmoformer },
  scmognn: { kind: 'graph', cells: 2_000, make: scmognn },
  scmoformer_paper: {
    kind: 'transformer',
    cells: 2_000,
    other: { like: 'scmoformer', sizes: FORMER },
    make: (cells) => scmoformer(cells, FORMER),
  },
  scmognn_paper: {
    kind: 'graph',
    cells: 2_000,
    other: { like: 'scmognn', sizes: GNN },
    make: (cells) => scmognn(cells, GNN),
  },
  stalign: { kind: 'transformer', cells: 64, make: stalign },
  spatia_tiny: { kind: 'transformer', cells: 64, make: spatiaTiny },
  spatia_small: { kind: 'transformer', cells: 64, make: spatiaSmall },
};
