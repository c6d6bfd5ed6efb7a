import { cellplm } from './cellplm';
import { cifm } from './cifm';
import { scmoformer } from './scmoformer';
import { scmognn } from './scmognn';
import { spaformer } from './spaformer';
import { spatiaSmall, spatiaTiny } from './spatia';
import { squint } from './squint';
import { stalign } from './stalign';
import type { Workload } from './workload';

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  cifm: { kind: 'graph', cells: 5_000, make: cifm },
  squint: { kind: 'graph', cells: 20_000, make: squint },
  cellplm: { kind: 'transformer', cells: 4_000, make: cellplm },
  spaformer: { kind: 'transformer', cells: 4_000, make: spaformer },
  scmoformer: { kind: 'transformer', cells: 2_000, make: scmoformer },
  scmognn: { kind: 'graph', cells: 2_000, make: scmognn },
  stalign: { kind: 'transformer', cells: 64, make: stalign },
  spatia_tiny: { kind: 'transformer', cells: 64, make: spatiaTiny },
  spatia_small: { kind: 'transformer', cells: 64, make: spatiaSmall },
};
