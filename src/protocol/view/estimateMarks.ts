/** Pixels of the small picture beside a number. */
export const MARK = { width: 84, height: 12 };

/** The parts of a mark in its box, as SVG's paths to be filled. */
export interface EstimateMark {
  /** Where 0 is. */
  zero: string;
  /** From one end of the interval to the other; undefined for a number without one. */
  interval: string | undefined;
  /** The number itself. */
  dot: string;
}

interface Estimate {
  mean: number;
  low: number;
  high: number;
}

const NUMBER = '[+−-]?\\d[\\d,]*(?:\\.\\d+)?(?:e[+-]?\\d+)?';
const ESTIMATE = new RegExp(`^(${NUMBER})\\s?%?(?:\\s+\\[(${NUMBER}),\\s(${NUMBER})\\])?$`);
/** Pixels at both ends that dots may reach into. */
const PAD = 4;

/**
 * Marks of a table's column whose cells are numbers as results write them, '+3.2 [+1.0, +5.4]' or '.83': all on one axis, so that
 * they can be compared. Undefined for a column with other cells ('-' is an empty one), and for whole numbers, which count or name.
 */
export function estimateMarks(cells: readonly string[]): (EstimateMark | undefined)[] | undefined {
  const found = cells.map(estimateOf);
  const known = found.filter((one) => one !== undefined);
  const told = cells.every((cell, i) => found[i] !== undefined || cell === '-' || cell === '');
  const measured = cells.some((cell) => /\d\.\d|%|\[/.test(cell));
  if (!told || !measured || known.length < 2) return undefined;
  const low = Math.min(...known.map((one) => one.low));
  const high = Math.max(...known.map((one) => one.high));
  // A column that is all on one side of 0 begins there: a length then means what it says.
  const [from, to] = [Math.min(0, low), Math.max(0, high)];
  const place = (value: number): number =>
    Math.round(10 * (PAD + ((MARK.width - 2 * PAD) * (value - from)) / (to - from || 1))) / 10;
  const middle = MARK.height / 2;
  return found.map((one) =>
    one
      ? {
          zero: `M${place(0)} 0h1V${MARK.height}h-1z`,
          interval:
            one.high > one.low ? `M${place(one.low)} ${middle - 1}H${place(one.high)}v2H${place(one.low)}z` : undefined,
          dot: `M${place(one.mean)} ${middle}m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z`,
        }
      : undefined,
  );
}

function estimateOf(cell: string): Estimate | undefined {
  const [, mean, low = mean, high = mean] = ESTIMATE.exec(cell) ?? [];
  if (mean === undefined) return undefined;
  const [m, l, h] = [mean, low!, high!].map((text) => Number(text.replace(/,/g, '').replace('−', '-'))) as [number, number, number]; // prettier-ignore
  return l <= h && [m, l, h].every(Number.isFinite) ? { mean: m, low: l, high: h } : undefined;
}
