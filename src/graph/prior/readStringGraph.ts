import { uniquePlaces } from '../../data/rowsByName';
import { TissuebookError } from '../../errors';
import { anything, checkArgument, checkOptions, listOf, number, objectWith, text } from '../../options';
import { EdgeList } from '../edgeList';
import { NODES } from './geneSetGraph';
import { PriorGraph, type PriorParts } from './priorGraph';
import { readLines, wrongLine } from './readLines';

/** STRING's files of one organism, plain or gzipped: 9606.protein.links.v12.0.txt.gz and its sisters. */
export interface StringFiles {
  /** protein.links, also .detailed and .full: two proteins and a combined score a line. */
  links: string;
  /** protein.info: the preferred name of every protein. */
  info: string;
  /** protein.aliases: other names, Ensembl genes among them. Names that are no preferred ones are unmapped without it. */
  aliases?: string;
}

export interface ReadStringGraphOptions {
  /** The nodes in their order: genes or proteins by symbol, or by Ensembl gene where aliases are given. All preferred names. */
  names?: readonly string[];
  /** Least combined score of an edge, 0 to 1000. 700, which STRING calls high confidence. */
  threshold?: number;
  signal?: AbortSignal;
}

/** What became of the lines of protein.links, in this order. */
export interface StringCounts {
  readonly rows: number;
  /** Under the threshold. */
  readonly below: number;
  /** A protein with itself. */
  readonly self: number;
  /** With a protein that no name maps to. */
  readonly unknown: number;
  readonly used: number;
}

/** A prior graph of STRING's, with what became of its lines. */
export class StringGraph extends PriorGraph {
  constructor(
    parts: PriorParts,
    readonly counts: StringCounts,
    /** The proteins of every mapped name. */
    readonly proteins: ReadonlyMap<string, readonly string[]>,
  ) {
    super(parts);
  }
}

const LONGEST_LINE = 2 ** 20;
const MOST_SCORE = 1000;
/** Most pairs of a graph and proteins of an organism (ours). */
const MOST_PAIRS = 10_000_000;
const MOST_PROTEINS = 1_000_000;

/**
 * A graph of genes or proteins from STRING (Szklarczyk et al. 2023, CC BY 4.0): weights are combined scores over 1000, the largest of a
 * pair. A name stands for every protein that is preferred to be called so, else for the one protein that has it as an alias; where
 * several have it, it is ambiguous and maps to none.
 *
 * @throws TissuebookError 'corrupt' (a line of another form, with its number; a cut-off file), 'too-large', and as readLines does
 * @example
 * const prior = await readStringGraph(
 *   { links: '9606.protein.links.v12.0.txt.gz', info: '9606.protein.info.v12.0.txt.gz' },
 *   { names: adata.var.index },
 * );
 */
export async function readStringGraph(files: StringFiles, options: ReadStringGraphOptions = {}): Promise<StringGraph> {
  checkArgument('readStringGraph', 'files', files, objectWith('links', 'info'));
  checkOptions('readStringGraph.files', files, { links: text, info: text, aliases: text });
  checkOptions('readStringGraph', options, {
    names: listOf(text),
    threshold: number(0, MOST_SCORE),
    signal: anything,
  });
  const { threshold = 700, signal } = options;
  const preferred = await readNames(files.info, signal, options.names && new Set(options.names));
  const nodes = options.names ?? [...preferred.keys()];
  const place = uniquePlaces('readStringGraph', nodes, NODES);
  const open = new Set(nodes.filter((name) => !preferred.has(name)));
  const aliases = files.aliases === undefined ? new Map() : await readNames(files.aliases, signal, open);
  const proteins = new Map<string, readonly string[]>();
  const [unmapped, ambiguous]: string[][] = [[], []];
  for (const name of nodes) {
    const found = preferred.get(name) ?? aliases.get(name);
    if (!found) unmapped!.push(name);
    else if (!preferred.has(name) && found.size > 1) ambiguous!.push(name);
    else proteins.set(name, [...found].sort());
  }
  const owners = new Map<string, number[]>();
  for (const [name, own] of proteins) {
    for (const protein of own) owners.set(protein, [...(owners.get(protein) ?? []), place.get(name)!]);
  }
  const { graph, counts } = await readEdges(files.links, { owners, nNodes: nodes.length, threshold, signal });
  const source = `STRING, combined score from ${threshold}`;
  const notices = counts.used === 0 ? ['No line of the links joins two of the names.'] : [];
  return new StringGraph({ nodes, graph, source, unmapped, ambiguous, notices }, counts, proteins);
}

/** Proteins by name, of a table whose first two columns are protein and name; only the wanted names where they are given. */
async function readNames(
  path: string,
  signal: AbortSignal | undefined,
  wanted?: ReadonlySet<string>,
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  let count = 0;
  await readLines(path, { longest: LONGEST_LINE, signal }, (line, at) => {
    if (line.startsWith('#')) return;
    const [protein, name] = line.split('\t', 2);
    if (!protein || name === undefined) {
      throw wrongLine(path, at, 'there is no protein with a name', 'Columns are parted by tabulators.');
    }
    if (wanted && !wanted.has(name)) return;
    if (++count > MOST_PROTEINS) throw tooMany(path, MOST_PROTEINS, 'names');
    const proteins = found.get(name);
    if (proteins) proteins.add(protein);
    else found.set(name, new Set([protein]));
  });
  return found;
}

async function readEdges(
  path: string,
  options: {
    owners: ReadonlyMap<string, readonly number[]>;
    nNodes: number;
    threshold: number;
    signal: AbortSignal | undefined;
  },
): Promise<{ graph: ReturnType<EdgeList['toGraph']>; counts: StringCounts }> {
  const { owners, nNodes, threshold, signal } = options;
  const counts = { rows: 0, below: 0, self: 0, unknown: 0, used: 0 };
  const weights = new Map<number, number>();
  let column = -1;
  const lines = await readLines(path, { longest: LONGEST_LINE, signal }, (line, at) => {
    const values = line.split(/[ \t]+/);
    if (column < 0) {
      column = scoreColumn(path, values, at);
      return;
    }
    const [a, b, score] = [values[0]!, values[1], scoreOf(path, values[column], at)];
    counts.rows++;
    if (score < threshold) return void counts.below++;
    if (a === b) return void counts.self++;
    const [from, to] = [owners.get(a), owners.get(b ?? '')];
    if (!from || !to) return void counts.unknown++;
    counts.used++;
    for (const i of from) {
      for (const j of to) {
        if (i === j) continue;
        const pair = Math.min(i, j) * nNodes + Math.max(i, j);
        weights.set(pair, Math.max(weights.get(pair) ?? 0, score / MOST_SCORE));
      }
    }
    if (weights.size > MOST_PAIRS) throw tooMany(path, MOST_PAIRS, 'pairs');
  });
  if (lines === 0 || column < 0) throw wrongLine(path, 1, 'the file is empty', ADVICE);
  const edges = new EdgeList(nNodes);
  for (const [pair, weight] of weights) {
    const [i, j] = [Math.floor(pair / nNodes), pair % nNodes];
    if (weight === 0) continue;
    edges.add(i, j, weight);
    edges.add(j, i, weight);
  }
  return { graph: edges.toGraph(), counts };
}

const ADVICE = 'The first line of protein.links names its columns: protein1 protein2 combined_score.';

function scoreColumn(path: string, names: readonly string[], at: number): number {
  const column = names.indexOf('combined_score');
  if (column >= 2 && names[0] === 'protein1' && names[1] === 'protein2') return column;
  throw wrongLine(path, at, 'there are no names of columns', ADVICE);
}

function scoreOf(path: string, value: string | undefined, at: number): number {
  const score = value === undefined || value === '' ? NaN : Number(value);
  if (score >= 0 && score <= MOST_SCORE) return score;
  const what = value === undefined ? 'the score is missing' : `"${value.slice(0, 30)}" is no score`;
  throw wrongLine(path, at, what, 'Two proteins and a combined score from 0 to 1000 stand in a line.');
}

const tooMany = (path: string, most: number, what: string): TissuebookError =>
  new TissuebookError('too-large', `readStringGraph: ${path} gives more than ${most} ${what}.`, {
    argument: 'files',
    found: most,
    advice: 'Name fewer genes, or raise the threshold.',
  });
