import type { AnnData } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { TissuebookError } from '../../errors';
import { anything, checkArgument, checkOptions, integer, number, objectWith, oneOf, seed as seedCheck, text } from '../../options'; // prettier-ignore
import type { ColumnName, LayerName } from '../../names';
import { columnMeans } from '../../prepare/genes/setMeans';
import { Random } from '../../random';
import { EventLoopYielder, type WorkOptions } from '../../wasm';
import { labelsOf } from '../shared/labelsOf';
import { chosenColumns } from './chosenColumns';
import { testLabels } from './labelTest';
import { LigandReceptorResult } from './ligandReceptorResult';
import { type Complexes, pairGenes, type GenePairs } from './pairGenes';

/** `progress` counts permutations. */
export interface LigandReceptorOptions extends WorkOptions {
  /** The obs column of cell types: squidpy's cluster_key. */
  by: ColumnName;
  /** Ligands and receptors: what readLigandReceptor gives, a table of such columns, or [['CXCL12', 'CXCR4'], ...]. */
  pairs: GenePairs;
  /** What stands for a complex, 'A_B': 'min', the part with the lowest mean, as CellPhoneDB; 'all', each part by itself. 'min'. */
  complexes?: Complexes;
  /** The share of a type's cells that must express a gene for a test. 0.01, as squidpy. */
  threshold?: number;
  /** How often labels are exchanged. 1,000, as squidpy. */
  permutations?: number;
  /** An obs column of sections or patients: labels are exchanged within them only. None. */
  within?: ColumnName;
  /** A layer in place of X: log1p values. */
  layer?: LayerName;
  /** uint32. 0. */
  seed?: number;
}

/**
 * Ligands and receptors that two cell types express more than exchanged labels would have it: the mean of the ligand's mean in the first type and the
 * receptor's in the second, and the share of permutations in which it is larger (CellPhoneDB, Efremova et al. 2020; as squidpy.gr.ligrec). It does not look at
 * places: types that never meet can score; `spatialLigandReceptor` does. A million cells take the memory of the genes in pairs.
 *
 * @throws TissuebookError 'missing-key' (no such column, no measured pair), 'invalid-argument' (fewer than two types), 'not-finite', 'aborted'
 * @example
 * const pairs = readLigandReceptor((await datasets.file('ligand-receptor')).path);
 * const found = await ligandReceptor(tumor, { by: 'phenotype', pairs });
 * heatmapView(found.counts(), { valueTitle: 'pairs below 0.05' });
 */
export async function ligandReceptor(adata: AnnData, options: LigandReceptorOptions): Promise<LigandReceptorResult> {
  checkAnnData('ligandReceptor', 'adata', adata);
  checkArgument('ligandReceptor', 'options', options, objectWith('by', 'pairs'));
  checkOptions('ligandReceptor', options, {
    by: text,
    pairs: objectWith(),
    complexes: oneOf('min', 'all'),
    threshold: number(0, 1),
    permutations: integer(1, 10_000_000),
    within: text,
    layer: text,
    seed: seedCheck,
    signal: anything,
    progress: anything,
  });
  const { by, threshold = 0.01, permutations = 1000, seed = 0 } = options;
  const { names, codes } = labelsOf('ligandReceptor', adata, by);
  if (names.length < 2) {
    throw new TissuebookError('invalid-argument', `ligandReceptor: obs['${by}'] has one label.`, {
      argument: 'by',
      found: names,
      advice: 'The test compares cell types with exchanged ones: it takes two or more.',
    });
  }
  const yielder = new EventLoopYielder('ligandReceptor', options);
  const matrix = adata.matrix(options.layer);
  const { complexes = 'min' } = options;
  const genes = pairGenes('ligandReceptor', options.pairs, { genes: adata.var.index, means: columnMeans(matrix), complexes }); // prettier-ignore
  const values = chosenColumns('ligandReceptor', matrix, genes.columns);
  const groups = options.within === undefined ? undefined : labelsOf('ligandReceptor', adata, options.within).codes;
  const test = { values, genes, codes, labels: names.length, threshold };
  const found = await testLabels(test, exchanges(codes, groups, new Random(seed)), permutations, yielder);
  return new LigandReceptorResult({ by, types: names, pairs: genes.pairs, ...found, permutations, threshold, seed, notices: genes.notices }); // prettier-ignore
}

/** Labels exchanged at random among the cells that have one, within groups where there are some. */
function exchanges(codes: Int32Array, groups: Int32Array | undefined, draws: Random): () => Int32Array {
  const members = new Map<number, number[]>();
  codes.forEach((code, cell) => {
    const group = groups?.[cell] ?? 0;
    if (code < 0 || group < 0) return;
    const list = members.get(group);
    if (list) list.push(cell);
    else members.set(group, [cell]);
  });
  const cells = [...members.values()].map((list) => Int32Array.from(list));
  const shuffled = codes.slice();
  return () => {
    for (const list of cells) {
      for (let i = list.length - 1; i > 0; i--) {
        const [a, b] = [list[i]!, list[draws.integer(0, i + 1)]!];
        [shuffled[a], shuffled[b]] = [shuffled[b]!, shuffled[a]!];
      }
    }
    return shuffled;
  };
}
