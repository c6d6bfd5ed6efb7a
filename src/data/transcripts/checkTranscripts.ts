import { TissuebookError } from '../../errors';
import type { LayerName } from '../../names';
import { checkArgument, checkOptions, integer, text } from '../../options';
import type { AnnData } from '../annData';
import { checkAnnData } from '../checkAnnData';
import { categorical, valueAt } from '../column';
import { rowsByName } from '../rowsByName';
import { type Matrix, SparseMatrix } from '../sparseMatrix';
import { listNames, Table } from '../table';
import { Transcripts } from './transcripts';

export interface CheckTranscriptsOptions {
  /** Where the counts are. X. */
  layer?: LayerName;
  /** The obs column that holds the names by which the table knows the cells. The cells' own names. */
  by?: string;
  /** Rows of the table of differences; the number of all is said anyway. 1000 (our choice). */
  most?: number;
}

/** How the counts of data and those of their transcripts agree. */
export interface TranscriptCheck {
  /** Cells and genes that both have. */
  cells: number;
  genes: number;
  /** Transcripts in the data's cells, and the sum of the data's counts; genes of the data without transcripts are counted as 0. */
  transcripts: number;
  counts: number;
  /** In how many places, of a cell and a gene, they differ. */
  differences: number;
  /** The largest differences first: cell, gene, transcripts, counts. */
  table: Table;
  /** Genes and cells that only one of both has. */
  notices: string[];
}

/**
 * Counts the transcripts in each cell and holds the counts of the data against them: tables and counts of one run agree, those of another segmentation, quality or section do not.
 *
 * @throws TissuebookError 'missing-key' (no such layer or column, no cell named by the table), 'shape-mismatch' (no gene or no cell in common), 'invalid-argument' (values that are no counts)
 *
 * @example
 * const { differences, table } = checkTranscripts(xenium, await readTranscripts('outs'));
 */
export function checkTranscripts(
  adata: AnnData,
  transcripts: Transcripts,
  options: CheckTranscriptsOptions = {},
): TranscriptCheck {
  checkAnnData('checkTranscripts', 'adata', adata);
  checkArgument('checkTranscripts', 'transcripts', transcripts, (value) => (value instanceof Transcripts ? undefined : 'Transcripts, as readTranscripts gives them')); // prettier-ignore
  checkOptions('checkTranscripts', options, { layer: text, by: text, most: integer(0) });
  const { layer, by, most = 1000 } = options;
  if (transcripts.outside === undefined) throw nameless(transcripts);
  const byGene = columnsOf(adata.matrix(layer), layer);
  const column = by === undefined ? undefined : adata.column(by);
  const names = column ? adata.obs.index.map((_, i) => String(valueAt(column, i))) : adata.obs.index;
  const row = rowsByName(names);
  const rowOf = Int32Array.from(transcripts.cellNames(), (name) => row.get(name) ?? -1);
  const shared = adata.var.index.filter((gene) => transcripts.has(gene));
  const found = rowOf.reduce((sum, at) => sum + (at < 0 ? 0 : 1), 0);
  if (shared.length === 0 || found === 0) throw strangers(adata, transcripts, names, shared.length === 0);
  const worst = new Worst(most);
  const sums = { transcripts: 0, counts: 0, differences: 0, elsewhere: 0 };
  const counted = new Int32Array(adata.nObs);
  for (const [g, gene] of adata.var.index.entries()) {
    counted.fill(0);
    for (const cells of transcripts.has(gene) ? transcripts.cellsOf(gene) : []) {
      for (const cell of cells) {
        const at = cell < 0 ? -1 : rowOf[cell]!;
        if (at >= 0) counted[at]++;
        else if (cell >= 0) sums.elsewhere++;
      }
    }
    const counts = byGene.row(g);
    for (let i = 0; i < counted.length; i++) {
      sums.transcripts += counted[i]!;
      sums.counts += counts[i]!;
      if (counted[i] === counts[i]) continue;
      sums.differences++;
      worst.add({ row: i, gene, transcripts: counted[i]!, counts: counts[i]! });
    }
  }
  const { elsewhere, ...said } = sums;
  return {
    cells: found,
    genes: shared.length,
    ...said,
    table: worst.table(names),
    notices: noticesOf(adata, transcripts, names, new Set(transcripts.cellNames()), elsewhere),
  };
}

/** The counts gene by gene. */
function columnsOf(matrix: Matrix, layer: string | undefined): Matrix {
  const values = matrix.values;
  const wrong = values.find((value) => value < 0 || !Number.isInteger(value));
  if (wrong !== undefined) {
    throw new TissuebookError('invalid-argument', `checkTranscripts: ${layer ?? 'X'} holds ${wrong}, which is no count.`, {
      argument: 'layer',
      found: wrong,
      advice: "Name the layer that has the counts: { layer: 'counts' }.",
    }); // prettier-ignore
  }
  return (matrix instanceof SparseMatrix ? matrix : SparseMatrix.fromDense(matrix)).transpose();
}

interface Difference {
  row: number;
  gene: string;
  transcripts: number;
  counts: number;
}

const size = ({ transcripts, counts }: Difference): number => Math.abs(transcripts - counts);

/** Keeps the largest differences. */
class Worst {
  readonly #most: number;
  #all: Difference[] = [];
  #least = -1;

  constructor(most: number) {
    this.#most = most;
  }

  add(difference: Difference): void {
    if (size(difference) <= this.#least) return;
    this.#all.push(difference);
    if (this.#all.length > 2 * this.#most + 1000) this.#cut();
  }

  table(names: readonly string[]): Table {
    this.#cut();
    const rows = this.#all;
    return new Table(rows.map((_, i) => String(i)), [
      ['cell', { kind: 'string', values: rows.map(({ row }) => names[row]!) }],
      ['gene', categorical(rows.map(({ gene }) => gene))],
      ['transcripts', rows.map(({ transcripts }) => transcripts)],
      ['counts', rows.map(({ counts }) => counts)],
    ]); // prettier-ignore
  }

  #cut(): void {
    this.#all.sort((a, b) => size(b) - size(a));
    if (this.#all.length <= this.#most) return;
    this.#all.length = this.#most;
    this.#least = this.#most ? size(this.#all.at(-1)!) : Infinity;
  }
}

function noticesOf(
  adata: AnnData,
  transcripts: Transcripts,
  names: readonly string[],
  known: ReadonlySet<string>,
  elsewhere: number,
): string[] {
  const own = new Set(adata.var.index);
  const foreign = transcripts.genes.filter((gene) => !own.has(gene));
  const silent = adata.var.index.filter((gene) => !transcripts.has(gene));
  const empty = names.filter((name) => !known.has(name)).length;
  const some = (genes: readonly string[]): string => `${listNames(genes.slice(0, 5))}${genes.length > 5 ? ', …' : ''}`;
  return [
    ...transcripts.notices,
    ...(transcripts.outside ? [`${transcripts.outside} transcripts lie in no cell.`] : []),
    ...(foreign.length ? [`The data do not have ${foreign.length} of the genes: ${some(foreign)}.`] : []),
    ...(silent.length ? [`${silent.length} genes of the data have no transcripts: ${some(silent)}. They are counted as 0.`] : []),
    ...(empty ? [`${empty} cells of the data have no transcripts.`] : []),
    ...(elsewhere ? [`${elsewhere} transcripts lie in cells that the data do not have.`] : []),
  ]; // prettier-ignore
}

function nameless({ name }: Transcripts): TissuebookError {
  return new TissuebookError('missing-key', `${name} does not say in which cells its transcripts lie.`, {
    argument: 'transcripts',
    found: name,
    advice: 'Tables with a column of cells can be counted.',
  });
}

function strangers(
  adata: AnnData,
  transcripts: Transcripts,
  names: readonly string[],
  genes: boolean,
): TissuebookError {
  // prettier-ignore
  const what = genes ? 'genes' : 'cells';
  const [a, b] = genes ? [adata.var.index, transcripts.genes] : [names, transcripts.cellNames()];
  return new TissuebookError('shape-mismatch', `checkTranscripts: the data and ${transcripts.name} have no ${what} in common.`, {
    argument: 'transcripts',
    found: { data: a.slice(0, 3), transcripts: b.slice(0, 3) },
    advice: genes ? "They are of two panels, or the data name genes by another column of var." : "checkTranscripts(adata, transcripts, { by: 'cell_id' }) finds them by an obs column.",
  }); // prettier-ignore
}
