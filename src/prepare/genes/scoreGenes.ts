import type { AnnData, Matrix } from '../../data';
import { checkAnnData } from '../../data/checkAnnData';
import { rowsByName } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';
import { checkArgument, checkOptions, flag, integer, listOf, nearest, objectWith, seed as seedCheck, text } from '../../options'; // prettier-ignore
import type { LayerName } from '../../names';
import { recordStep } from '../record';
import { chooseControls, expressionBins } from './controlGenes';
import { columnMeans, meanDifferences } from './setMeans';

/** Genes under a name, as readGmt gives them. */
export interface NamedGenes {
  readonly name: string;
  readonly genes: readonly string[];
}

export interface ScoreGenesOptions {
  /** The obs column that takes the score of a plain list of genes; several sets take their own names. 'score', as scanpy. */
  key?: string;
  /** Genes that are drawn from each bin to be held against. 50, as scanpy. */
  controlSize?: number;
  /** Bins of mean expression. 25, as scanpy. */
  bins?: number;
  /** The genes that are binned and drawn from. All. */
  genePool?: readonly string[];
  /** Whether genes of the set are counted among those that are drawn, and left out afterwards. true, as scanpy 1. */
  controlAsReference?: boolean;
  /** The genes that every set is held against, in place of drawn ones. */
  controls?: readonly string[];
  /** A layer in place of X: log1p values. */
  layer?: LayerName;
  /** Takes raw in place of X, as scanpy does where there is one. false. */
  raw?: boolean;
  /** uint32: the draws, which start anew with each set. 0. */
  seed?: number;
}

/**
 * How much cells express sets of genes: the mean of a set's genes less the mean of genes that are expressed about as much,
 * drawn from the same bins of mean expression (Satija et al. 2015). As scanpy.tl.score_genes, up to the draws; several
 * sets are read off in one pass, each as if it stood alone. Values that are NaN are left out of the means.
 *
 * @param genes names of genes, or sets of them: `await readGmt('hallmark.gmt')`
 * @returns a new AnnData with a float64 column of obs for each set; genes and sets that the data lack are said in `notices`
 * @throws TissuebookError 'missing-key' (none of the genes; no such layer), 'invalid-argument' (no gene to hold them against)
 * @example
 * scoreGenes(adata, ['CD3D', 'CD3E', 'CD8A'], { key: 'T cells' });
 * scoreGenes(adata, await readGmt((await datasets.file('hallmark')).path));
 */
export function scoreGenes(
  adata: AnnData,
  genes: readonly string[] | readonly NamedGenes[],
  options: ScoreGenesOptions = {},
): AnnData {
  checkAnnData('scoreGenes', 'adata', adata);
  checkOptions('scoreGenes', options, {
    key: text,
    controlSize: integer(1),
    bins: integer(2, 10_000),
    genePool: listOf(text),
    controlAsReference: flag,
    controls: listOf(text),
    layer: text,
    raw: flag,
    seed: seedCheck,
  });
  const sets = setsOf(genes, options.key ?? 'score');
  const { matrix, names } = valuesFrom(adata, options);
  const found = findSets(sets, names);
  const pool = options.genePool ? placesOf(options.genePool, names) : Array.from(names.keys());
  const bin = options.controls ? undefined : binsOf(matrix, pool, options.bins ?? 25);
  const fixed = options.controls && Int32Array.from(placesOf(options.controls, names));
  const used = found.map(({ name, places }) => {
    const { controlSize = 50, bins = 25, controlAsReference = true, seed = 0 } = options;
    const less = fixed ?? chooseControls(places, bin!, { controlSize, bins, controlAsReference, seed });
    if (less.length === 0) throw noControls(name);
    return { name, genes: places, less };
  });
  const obs = adata.obs.clone();
  meanDifferences(matrix, used).forEach((score, s) => obs.set(used[s]!.name, score));
  const notices = [...adata.notices, ...lacking(sets, found)];
  return recordStep(adata, describe(used, options), { obs, notices });
}

function setsOf(genes: readonly string[] | readonly NamedGenes[], key: string): readonly NamedGenes[] {
  checkArgument('scoreGenes', 'genes', genes, (value) =>
    Array.isArray(value) && value.length > 0 ? undefined : 'a list of names, or of sets of genes',
  );
  if (typeof genes[0] === 'string') {
    checkArgument('scoreGenes', 'genes', genes, listOf(text));
    return [{ name: key, genes: genes as readonly string[] }];
  }
  checkArgument('scoreGenes', 'genes', genes, listOf(objectWith('name', 'genes')));
  for (const set of genes as readonly NamedGenes[]) {
    checkArgument('scoreGenes', 'name', set.name, text);
    checkArgument('scoreGenes', `genes of "${set.name}"`, set.genes, listOf(text));
  }
  const names = (genes as readonly NamedGenes[]).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice === undefined) return genes as readonly NamedGenes[];
  throw new TissuebookError('invalid-argument', `scoreGenes: there are two sets "${twice}".`, {
    argument: 'genes',
    found: twice,
    advice: 'A set is a column of obs: give them different names.',
  });
}

function valuesFrom(adata: AnnData, { layer, raw }: ScoreGenesOptions): { matrix: Matrix; names: readonly string[] } {
  if (!raw) return { matrix: adata.matrix(layer), names: adata.var.index };
  if (adata.raw && layer === undefined) return { matrix: adata.raw.X, names: adata.raw.var.index };
  throw new TissuebookError('missing-key', `scoreGenes: ${adata.raw ? 'raw has no layers' : 'there is no raw'}.`, {
    argument: 'raw',
  });
}

const placesOf = (genes: readonly string[], names: readonly string[]): number[] => {
  const place = rowsByName(names);
  return [...new Set(genes)].flatMap((gene) => place.get(gene) ?? []);
};

interface FoundSet {
  name: string;
  places: number[];
}

function findSets(sets: readonly NamedGenes[], names: readonly string[]): FoundSet[] {
  const found = sets
    .map(({ name, genes }) => ({ name, places: placesOf(genes, names) }))
    .filter(({ places }) => places.length > 0);
  if (found.length > 0) return found;
  const first = sets[0]!.genes[0] ?? '';
  const near = nearest(first, names.slice(0, 50_000));
  throw new TissuebookError('missing-key', `scoreGenes: the data have none of the genes, as "${first}".`, {
    argument: 'genes',
    found: first,
    ...(near && { advice: `Did you mean "${near}"?` }),
  });
}

/** The bin of each gene, -1 for those outside of the pool. */
function binsOf(matrix: Matrix, pool: readonly number[], bins: number): Int32Array {
  const means = columnMeans(matrix);
  const chosen = new Float64Array(means.length).fill(NaN);
  for (const gene of pool) chosen[gene] = means[gene]!;
  return expressionBins(chosen, bins);
}

function lacking(sets: readonly NamedGenes[], found: readonly FoundSet[]): string[] {
  const places = new Map(found.map((set) => [set.name, set.places.length]));
  const none = sets.filter(({ name }) => !places.has(name));
  const some = sets.filter(({ name, genes }) => (places.get(name) ?? Infinity) < new Set(genes).size);
  const list = (few: readonly NamedGenes[]): string =>
    few.slice(0, 5).map(({ name, genes }) => `${name} (${places.get(name) ?? 0} of ${new Set(genes).size})`).join(', ') +
    (few.length > 5 ? ` and ${few.length - 5} more` : ''); // prettier-ignore
  return [
    ...(some.length > 0 ? [`scoreGenes: genes that the data lack were left out of ${list(some)}.`] : []),
    ...(none.length > 0 ? [`scoreGenes: there is no score of sets without a gene in the data: ${list(none)}.`] : []),
  ];
}

function describe(used: readonly { name: string; genes: number[]; less: Int32Array }[], { seed = 0 }: ScoreGenesOptions): string {
  const shown = used.slice(0, 3).map(({ name, genes, less }) => `${name}: ${genes.length} genes, ${less.length} controls`);
  return `scoreGenes(${shown.join('; ')}${used.length > 3 ? `; ${used.length - 3} more sets` : ''}; seed ${seed})`;
} // prettier-ignore

function noControls(name: string): TissuebookError {
  return new TissuebookError('invalid-argument', `scoreGenes: there is no gene to hold "${name}" against.`, {
    argument: 'controls',
    found: name,
    advice: 'Take fewer bins, a larger genePool, or controlAsReference: false.',
  });
}
