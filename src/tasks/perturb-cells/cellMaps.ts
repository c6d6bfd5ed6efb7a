import type { DenseMatrix } from '../../data';
import { TissuebookError } from '../../errors';
import { studentInterval } from '../../metrics/interval';
import { nearest } from '../../options';
import { mean } from '../../statistics';
import type { CellPerturbationSummary, CellReading } from './summary';

/** What the maps are of: a gene, the mean of a set, or, with neither, how far each cell moved. */
export interface CellReadout {
  gene?: string;
  set?: string;
}

/** A number for each cell within reach, and where it cannot be told from zero. */
export interface CellMap {
  /** The mean over trainings [cells]. */
  readonly values: Float32Array;
  /** 1 where the 95% interval over trainings includes zero [cells]; 0 everywhere for a single training, which has none. */
  readonly hatched: Uint8Array;
}

/**
 * The answer, the matched control and the plain averages, on one scale. Of a gene or a set: after less before, hatched where its own
 * interval includes zero. How far a cell moved has no sign: it is hatched where the interval of its excess over the control's includes zero.
 */
export interface CellMaps {
  readonly change: CellMap;
  readonly control: CellMap;
  readonly averaged: CellMap;
  /** The largest size of a value in the three maps. */
  readonly limit: number;
  readonly signed: boolean;
}

type States = Pick<CellReading, 'before' | 'after' | 'control'>;

/** @throws TissuebookError 'missing-key' for a gene or a set that is not known */
export function mapsOf({ genes, sets, cells, readings }: CellPerturbationSummary, readout: CellReadout): CellMaps {
  const columns = columnsOf(genes, sets, readout);
  const measure = columns ? differences(columns) : distances;
  const of = (states: (reading: CellReading) => States, which: 'after' | 'control'): Float64Array[] =>
    readings.map((reading) => measure(states(reading)[which], states(reading).before));
  const own = (reading: CellReading): States => reading;
  const plain = (reading: CellReading): States => reading.averaged;
  const found = { change: of(own, 'after'), control: of(own, 'control'), averaged: of(plain, 'after') };
  const plainControl = columns ? undefined : of(plain, 'control');
  const map = (values: Float64Array[], against?: Float64Array[]): CellMap => mapOf(cells.length, values, against);
  const maps = {
    change: map(found.change, columns ? undefined : found.control),
    control: map(found.control, columns ? undefined : found.change),
    averaged: map(found.averaged, plainControl),
  };
  let limit = 0;
  for (const { values } of Object.values(maps)) for (const value of values) limit = Math.max(limit, Math.abs(value));
  return { ...maps, limit, signed: columns !== undefined };
}

/** @param against what is taken off before a value is compared with zero; nothing unless given */
function mapOf(cells: number, trainings: readonly Float64Array[], against?: readonly Float64Array[]): CellMap {
  const values = new Float32Array(cells);
  const hatched = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    values[cell] = mean(trainings.map((training) => training[cell]!));
    const { low, high } = studentInterval(
      trainings.map((training, at) => training[cell]! - (against?.[at]![cell] ?? 0)),
    );
    hatched[cell] = low <= 0 && high >= 0 ? 1 : 0;
  }
  return { values, hatched };
}

function columnsOf(
  genes: readonly string[],
  sets: ReadonlyMap<string, readonly string[]>,
  { gene, set }: CellReadout,
): number[] | undefined {
  if (gene === undefined && set === undefined) return undefined;
  const names = gene === undefined ? sets.get(set!) : [gene];
  const columns = names?.map((name) => genes.indexOf(name)) ?? [];
  if (columns.length > 0 && !columns.includes(-1)) return columns;
  const [what, name, known] = gene === undefined ? ['set', set!, [...sets.keys()]] as const : ['gene', gene, genes] as const; // prettier-ignore
  const near = nearest(name, known);
  throw new TissuebookError('missing-key', `maps: the answer knows no ${what} "${name}".`, {
    argument: what,
    found: name,
    ...(near && { advice: `Did you mean "${near}"?` }),
  });
}

/** How much the mean of some columns differs [cells]. */
const differences =
  (columns: readonly number[]) =>
  (to: DenseMatrix, from: DenseMatrix): Float64Array =>
    Float64Array.from({ length: to.rows }, (_, cell) => {
      let sum = 0;
      for (const column of columns) sum += to.get(cell, column) - from.get(cell, column);
      return sum / columns.length;
    });

/** Root mean square of the differences over the genes [cells]. */
function distances(to: DenseMatrix, from: DenseMatrix): Float64Array {
  return Float64Array.from({ length: to.rows }, (_, cell) => {
    let sum = 0;
    for (let column = 0; column < to.columns; column++) sum += (to.get(cell, column) - from.get(cell, column)) ** 2;
    return Math.sqrt(sum / to.columns);
  });
}
