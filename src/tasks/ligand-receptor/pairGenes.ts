import { Table } from '../../data';
import { TissuebookError } from '../../errors';
import type { GenePair } from '../../graph';
import { pairsOfTable } from '../../graph/prior/readLigandReceptor';
import { checkArgument, objectWith, show, text } from '../../options';

/** Pairs of ligands and receptors: of readLigandReceptor, of a table with such columns, or plain ones, [['CXCL12', 'CXCR4']]. */
export type GenePairs = readonly GenePair[] | readonly (readonly [string, string])[] | Table;

/** What becomes of complexes: the part with the lowest mean stands for all, or every part is paired. */
export type Complexes = 'min' | 'all';

/** Pairs of measured genes. */
export interface PairGenes {
  pairs: GenePair[];
  /** The columns of the genes that occur, each once, rising. */
  columns: Int32Array;
  /** The places of each pair's genes in `columns`. */
  sources: Int32Array;
  targets: Int32Array;
  notices: string[];
}

/**
 * The genes of pairs that were measured. Names match without regard to capitals, and of genes that differ in nothing else the first counts, as in squidpy.
 *
 * @param means of each gene over all cells, for complexes
 * @throws TissuebookError 'invalid-argument' (what is no list of pairs), 'missing-key' (no pair was measured)
 */
export function pairGenes(
  where: string,
  asked: GenePairs,
  { genes, means, complexes = 'min' }: { genes: readonly string[]; means: Float64Array; complexes?: Complexes },
): PairGenes {
  const column = new Map<string, number>();
  genes.forEach((name, j) => {
    const key = name.toUpperCase();
    if (!column.has(key)) column.set(key, j);
  });
  const wanted = unique(listOfPairs(where, asked).map(({ source, target }) => [source.toUpperCase(), target.toUpperCase()])); // prettier-ignore
  let incomplete = 0;
  const partsOf = (name: string): number[] => {
    const whole = column.get(name);
    if (whole !== undefined) return [whole];
    const parts = name.split('_');
    const found = parts.flatMap((part) => column.get(part) ?? []);
    if (found.length > 0 && found.length < parts.length) incomplete++;
    if (complexes === 'all' || found.length < 2) return found;
    return [found.reduce((least, j) => (means[j]! < means[least]! ? j : least))];
  };
  const measured = wanted.flatMap(([source, target]) => {
    const targets = partsOf(target);
    return partsOf(source).flatMap((from) => targets.map((to) => [from, to] as const));
  });
  const found = [...new Map(measured.map((pair) => [pair.join(' '), pair])).values()];
  if (found.length === 0) throw noPair(where, wanted);
  const columns = Int32Array.from(new Set(found.flat())).sort();
  const place = new Map(Array.from(columns, (j, at) => [j, at]));
  const left = wanted.length - wanted.filter(([a, b]) => partsOf(a).length > 0 && partsOf(b).length > 0).length;
  return {
    pairs: found.map(([from, to]) => ({ source: genes[from]!, target: genes[to]! })),
    columns,
    sources: Int32Array.from(found, ([from]) => place.get(from)!),
    targets: Int32Array.from(found, ([, to]) => place.get(to)!),
    notices: [
      ...(left > 0 ? [`${left} of ${wanted.length} pairs have a gene that was not measured.`] : []),
      ...(incomplete > 0 ? ['Of some complexes only a part was measured, which stands for the whole.'] : []),
    ],
  };
}

function listOfPairs(where: string, asked: GenePairs): GenePair[] {
  if (asked instanceof Table) return pairsOfTable(where, asked);
  checkArgument(where, 'pairs', asked, (value) => (Array.isArray(value) ? undefined : 'a list of pairs, or a table'));
  return asked.map((pair: GenePair | readonly [string, string]) => {
    const both = objectWith('source', 'target')(pair) ? pair : [(pair as GenePair).source, (pair as GenePair).target];
    if (Array.isArray(both) && both.length === 2 && both.every((name) => !text(name))) {
      return { source: both[0] as string, target: both[1] as string };
    }
    throw new TissuebookError('invalid-argument', `${where}: a pair is two names, found ${show(pair)}.`, {
      argument: 'pairs',
      found: pair,
    });
  });
}

function unique(pairs: readonly string[][]): [string, string][] {
  return [...new Map(pairs.map(([a, b]) => [`${a}\t${b}`, [a!, b!] as [string, string]])).values()];
}

function noPair(where: string, wanted: readonly [string, string][]): TissuebookError {
  return new TissuebookError('missing-key', `${where}: of no pair both genes were measured.`, {
    argument: 'pairs',
    found: wanted.length,
    advice: `Asked for were ${wanted.slice(0, 4).map((pair) => pair.join('-')).join(', ')}: are the features named by gene symbols?`, // prettier-ignore
  });
}
