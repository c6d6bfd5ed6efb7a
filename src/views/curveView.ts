import { TissuebookError } from '../errors';
import { anything, checkArgument, checkOptions, flag, objectWith, oneOf, show, text } from '../options';
import { type CurveSeries, type Progress, readable } from '../protocol';
import { encodeNumbers, type Numbers, range } from './numbers';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** One line: y at x (default 0, 1, 2 ...), and a band from low to high. All [n]; NaN in y is a gap. */
export interface Line {
  x?: Numbers;
  y: Numbers;
  low?: Numbers;
  high?: Numbers;
}

/** How curves are shown. */
export interface CurveOptions extends Wording {
  xTitle?: string;
  yTitle?: string;
  /** Default 'linear'. */
  yScale?: 'linear' | 'log';
  /** Drawn as steps. Default false. */
  step?: boolean;
  /** Shown as a progress bar under the title. */
  progress?: Progress;
}

const checks = {
  ...wordingChecks,
  xTitle: text,
  yTitle: text,
  yScale: oneOf('linear', 'log'),
  step: flag,
  progress: anything,
};

/**
 * Lines by name, for example losses by epoch: `curveView({ training: [3, 2, 1], validation: { x, y } })`.
 *
 * @throws TissuebookError 'shape-mismatch' when the arrays of a line differ in length, 'not-finite' for infinity
 */
export function curveView(lines: Readonly<Record<string, Numbers | Line>>, options: CurveOptions = {}): View {
  checkOptions('curveView', options, checks);
  checkArgument('curveView', 'lines', lines, objectWith());
  const series = Object.entries(lines).map(([name, line]) => toSeries(name, line));
  return new View({
    ...words(options, {
      title: options.yTitle ?? Object.keys(lines).join(', '),
      description: Object.entries(lines)
        .map(([name, line]) => describe(name, 'y' in line ? line.y : line))
        .join(' '),
    }),
    kind: 'curve',
    xTitle: options.xTitle ?? '',
    yTitle: options.yTitle ?? '',
    series,
    ...(options.yScale && { yScale: options.yScale }),
    ...(options.step && { step: true }),
    ...(options.progress && { progress: { ...options.progress } }),
  });
}

function toSeries(name: string, line: Numbers | Line): CurveSeries {
  if (typeof line !== 'object' || line === null) {
    throw new TissuebookError('invalid-argument', `curveView: ${show(name)} must be numbers, found ${show(line)}.`, {
      argument: name,
      found: line,
    });
  }
  const parts: Line = 'y' in line ? line : { y: line };
  const x = parts.x ?? Float32Array.from({ length: parts.y.length }, (_, i) => i);
  for (const part of ['y', 'low', 'high'] as const) {
    const length = parts[part]?.length;
    if (length === undefined || length === x.length) continue;
    throw new TissuebookError('shape-mismatch', `curveView: ${name}.${part} has ${length} values, x has ${x.length}.`, {
      argument: `${name}.${part}`,
      found: length,
    });
  }
  return {
    name,
    x: encodeNumbers(x, `${name}.x`),
    y: encodeNumbers(parts.y, `${name}.y`),
    ...(parts.low && { low: encodeNumbers(parts.low, `${name}.low`) }),
    ...(parts.high && { high: encodeNumbers(parts.high, `${name}.high`) }),
  };
}

function describe(name: string, y: Numbers): string {
  const { low, high, count } = range(y);
  if (!count) return `${name}: no values yet.`;
  const measured = Array.from(y).filter((value) => !Number.isNaN(value));
  const [first, last] = [measured[0]!, measured[measured.length - 1]!];
  return (
    `${name}: from ${readable(first)} to ${readable(last)} over ${count} points ` +
    `(lowest ${readable(low)}, highest ${readable(high)}).`
  );
}
