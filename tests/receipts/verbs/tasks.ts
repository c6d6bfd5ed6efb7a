import { type AnnData, keepRegions, Table } from '../../../src/data';
import { cluster, clusterSweep } from '../../../src/tasks/cluster';
import { stackSections, scorePrediction } from '../../../src/tasks/imputation';
import { scoreInference } from '../../../src/tasks/infer-expression';
import { ligandReceptor, spatialLigandReceptor } from '../../../src/tasks/ligand-receptor';
import { rankGenes } from '../../../src/tasks/markers';
import { comparePatients, pseudobulk } from '../../../src/tasks/pseudobulk';
import * as regions from '../../../src/tasks/regions';
import { ripley } from '../../../src/tasks/ripley';
import { neighborSharing } from '../../../src/tasks/sharing';
import { spatialDomains } from '../../../src/tasks/spatial-domains';
import { compareSurvival } from '../../../src/tasks/survival';
import * as tokens from '../../../src/tasks/tokens';
import { biomarker } from '../../../src/tasks/biomarker';
import { stratify } from '../../../src/tasks/stratify';
import type { Line } from '../steps';

/** Every task that asks no model. */
export const TASKS: Readonly<Record<string, Line>> = {
  cluster: ({ joined }) => cluster(joined, { use: 'X_pca' }),
  clusterSweep: ({ joined }) => clusterSweep(joined, { use: 'X_pca', labels: 'cell_type', resolutions: [0.3, 1] }),
  rankGenes: ({ logged }) => rankGenes(logged, { by: 'cell_type' }),
  'rankGenes corrected for ties': ({ logged }) => rankGenes(logged, { by: 'cell_type', tieCorrect: true }),
  ligandReceptor: ({ logged }) => ligandReceptor(logged, { by: 'cell_type', pairs: pairsOf(logged), permutations: 40 }),
  'ligandReceptor within patients': ({ logged }) => ligandReceptor(logged, { by: 'cell_type', pairs: pairsOf(logged), permutations: 40, within: 'patient' }), // prettier-ignore
  spatialLigandReceptor: ({ logged, graph }) => spatialLigandReceptor(logged, { pairs: pairsOf(logged), graph, permutations: 40 }), // prettier-ignore
  pseudobulk: ({ counts }) => pseudobulk(counts, { by: ['patient', 'class'] }),
  'pseudobulk means': ({ logged }) => pseudobulk(logged, { by: 'patient', values: 'mean' }),
  comparePatients: ({ counts }) =>
    comparePatients(pseudobulk(counts, { by: ['patient', 'class'] }), { group: 'class' }),
  'comparePatients t-test': ({ counts }) => comparePatients(pseudobulk(counts, { by: ['patient', 'class'] }), { group: 'class', method: 't-test' }), // prettier-ignore
  'ripley K': ({ counts }) => ripley(counts, { by: 'cell_type', mode: 'K', simulations: 8, steps: 12 }),
  'ripley L': ({ counts }) => ripley(counts, { by: 'cell_type', mode: 'L', simulations: 8, steps: 12 }),
  'ripley F': ({ counts }) =>
    ripley(counts, { by: 'cell_type', mode: 'F', simulations: 8, steps: 12, observations: 200 }),
  'ripley G': ({ counts }) =>
    ripley(counts, { by: 'cell_type', mode: 'G', simulations: 8, steps: 12, observations: 200 }),
  neighborSharing: ({ joined }) => neighborSharing(joined, { sample: 'patient', use: 'X_pca' }),
  spatialDomains: ({ joined }) =>
    spatialDomains(joined, { use: 'X_pca', labels: 'cell_type', seeds: [0], components: 10 }),
  compareSurvival: ({ times, events }) => {
    const names = Array.from(times.subarray(0, 40), (_, i) => `p${i}`);
    const table = new Table(names, [['days', times.slice(0, 40)], ['event', Float64Array.from(events.subarray(0, 40))]]); // prettier-ignore
    return compareSurvival(table, { time: 'days', event: 'event', groups: Object.fromEntries(names.map((name, i) => [name, i % 2 ? 'a' : 'b'])) }); // prettier-ignore
  },
  cellsInRegion: ({ counts }) => regions.cellsInRegion(counts, around(counts)),
  regionAround: ({ counts }) => regions.regionAround(counts, [1, 2, 3, 40], { share: 0.2 }),
  regionColumn: ({ counts }) => regions.regionColumn(regionsIn(counts)),
  regionTable: ({ counts }) => regions.regionTable(regionsIn(counts), { labels: 'cell_type' }),
  regionalSplit: ({ counts }) => regions.regionalSplit(counts),
  sectionWithMost: ({ counts }) => regions.sectionWithMost(counts, 'section', [1, 2, 3]),
  someSections: ({ counts }) => regions.someSections(counts, 'patient', 3),
  activationMarkers: ({ counts }) => regions.activationMarkers(withGenes(counts, ['PD1', 'Ki-67', 'CD69'])).length,
  tCells: ({ counts, types }) => regions.tCells(counts, 'cell_type', { names: [types[0]!] }),
  stackSections: ({ counts }) => stackSections(counts, { level: 'section', spacing: 12.5 }),
  scorePrediction: ({ first, second }) => scorePrediction('other half', first, second),
  scoreInference: ({ first, second }) => scoreInference('other half', first, second),
  stratify: ({ counts }) => stratify('cell_type', counts, { patient: 'patient', by: 'class', high: 'high', low: 'low', minCells: 20, shuffles: 5 }), // prettier-ignore
  biomarker: ({ joined }) => biomarker('X_pca', joined, { slide: 'patient', by: 'class', high: 'high', low: 'low', folds: 4, seeds: [0], shuffles: 2, minCells: 20 }), // prettier-ignore
  tokenDictionary: ({ counts }) => tokens.tokenDictionary(counts, { tokens: 'cell_type', labels: 'patient', section: 'section' }), // prettier-ignore
  tokenIds: ({ high, events }) => tokens.tokenIds(Int32Array.from({ length: 2 * high.length }, (_, e) => (e % 2 ? high : events)[e >> 1]!), 2, 2), // prettier-ignore
  tokenShares: ({ high }) => tokens.tokenShares(high, 2),
  tokenTransition: ({ high, events }) => tokens.tokenTransition(high, events, 2),
  topTokens: ({ times }) =>
    tokens.topTokens(
      Array.from(times, (time) => time % 50),
      6,
    ),
  activationScore: ({ high, graph }) => tokens.activationScore(high, [1], graph),
  besideMarked: ({ high, graph }) => tokens.besideMarked(high, graph),
};

/** Tasks that ask a model, read a cohort of files with one, or show what others found: nothing of them is preparation. */
export const NEEDS_MODEL: readonly string[] = [
  ...['annotate', 'aucBars', 'cohortVariableGenes', 'compare', 'crossModal', 'denoise', 'embed', 'encodeImages'],
  ...['fewShot', 'generate', 'imageToGene', 'imputeEntries', 'imputeGenes', 'imputePatch', 'imputeStack'],
  ...['inferExpression', 'jointEmbed', 'match', 'openCellPerturber', 'openCohort', 'perturb', 'perturbCells'],
  ...['predictModality', 'predictPerturbation', 'retrieve', 'search', 'similarCells', 'summarizeCohort'],
  ...['tokenizeCohort', 'writePrediction'],
];

const pairsOf = ({ var: { index } }: AnnData): [string, string][] => Array.from({ length: 8 }, (_, i) => [index[i]!, index[i + 8]!]); // prettier-ignore

const withGenes = (counts: AnnData, names: readonly string[]): AnnData =>
  counts.subset({ var: names.map((_, j) => j) }).with({ var: new Table(names) });

function around(counts: AnnData): Parameters<typeof regions.cellsInRegion>[1] {
  const { name, corners } = regions.regionAround(counts, [1, 2, 3, 40], { share: 0.3 });
  return { name, pieces: [[corners]] };
}

/** The same cells with two regions that overlap. */
function regionsIn(counts: AnnData): AnnData {
  const drawn = counts.with({});
  const { corners } = regions.regionAround(counts, [7, 8], { share: 0.2 });
  keepRegions(drawn, [
    around(counts) as Exclude<ReturnType<typeof around>, string>,
    { name: 'other', pieces: [[corners]] },
  ]);
  return drawn;
}
