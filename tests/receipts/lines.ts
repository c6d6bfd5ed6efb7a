import type { Line } from './steps';
import { GRAPH } from './verbs/graph';
import { METRICS } from './verbs/metrics';
import { PREPARE } from './verbs/prepare';
import { TASKS } from './verbs/tasks';

/** What is compared between machines, by the name of the line: the verb first. */
export const LINES: Readonly<Record<string, Line>> = { ...PREPARE, ...GRAPH, ...METRICS, ...TASKS };

/** The verb of a line. */
export const verbOf = (line: string): string => line.split(' ')[0]!;

/** Lines that take most of the time: a quick look at an emulated processor leaves them out. */
export const SLOW: ReadonlySet<string> = new Set([
  ...['highlyVariableGenes of a file', 'pairStates', 'pairStates in expression', 'umap', 'umap from random places'],
  ...['lisi', 'ilisi', 'clisi', 'kbet', 'cellCycleByBatch', 'cellCycleConservation', 'maximumMeanDiscrepancy'],
  ...['profileDiscrepancy', 'neighborSharing', 'spatialDomains', 'clusterSweep', 'drawTissue', 'scorePrediction'],
  ...['ripley K', 'ripley L', 'ripley F', 'ripley G', 'stratify', 'biomarker', 'leiden fine', 'coOccurrence'],
]);
