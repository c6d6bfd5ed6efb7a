import { type BrushAnswer, type BrushQuestion, type BrushReadout, type BrushRow, encodeArray } from '../../protocol';
import type { CellPerturbation, GeneResponse } from '../../tasks';

/** Rows of a table that a page shows; the file has all. */
const MOST_ROWS = 30;

/** What a page is told of an answer. */
export function brushAnswer(
  found: CellPerturbation,
  { ask, changes }: BrushQuestion,
  show: BrushReadout,
  seconds: number,
): BrushAnswer {
  const { summary, genes, sets } = found;
  const { cells, painted, places, readings } = summary;
  const { change, control, averaged, limit, signed } = found.maps(show);
  const under = Int32Array.from(new Set(painted.flatMap((one) => [...one]))).sort();
  const at = Float64Array.from({ length: 2 * (places?.rows ?? 0) }, (_, i) => places!.get(i >> 1, i % 2));
  const hatched = change.hatched.map((one, i) => one + 2 * control.hatched[i]! + 4 * averaged.hatched[i]!);
  return {
    ...{ ask, changes, show, seconds },
    painted: painted.map(({ length }) => length),
    trainings: readings.length,
    control: summary.controlWords.slice(0, 2000),
    notices: summary.notices.slice(0, MOST_ROWS).map((notice) => notice.slice(0, 2000)),
    steps: summary.steps,
    answering: answering(genes),
    text: String(found).slice(0, 50_000),
    genes: genes.slice(0, MOST_ROWS).map(rowOf),
    sets: sets.slice(0, MOST_ROWS).map(rowOf),
    maps: {
      cells: encodeArray(cells),
      change: encodeArray(change.values),
      control: encodeArray(control.values),
      averaged: encodeArray(averaged.values),
      hatched: encodeArray(hatched),
      painted: encodeArray(under),
      places: encodeArray(at),
      ...{ limit, signed },
    },
  };
}

function answering(genes: readonly GeneResponse[]): BrushAnswer['answering'] {
  const own = genes.filter(({ role }) => role !== 'control');
  const isClear = ({ beyondControl: { low, high } }: GeneResponse): boolean => low > 0 || high < 0;
  const none = own.every(({ beyondControl }) => Number.isNaN(beyondControl.low));
  return { genes: own.length, clear: none ? null : own.filter(isClear).length };
}

function rowOf({ name, role, change, control, beyondControl, averaged }: GeneResponse): BrushRow {
  const { mean, low, high } = beyondControl;
  const end = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return { name, ...(role && { role }), change, control, beyond: mean, low: end(low), high: end(high), averaged };
}
