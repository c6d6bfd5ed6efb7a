import { TissuebookError } from '../errors';
import { anything, checkArgument, checkOptions, flag, objectWith, text } from '../options';
import { type BarSeries, readable } from '../protocol';
import { type CellLink, linkCells } from './linkedGroups';
import { encodeNumbers, type Numbers, range } from './numbers';
import { View } from './view';
import { type Wording, words, wordingChecks } from './wording';

/** Values [nGroups] and, when known, the ends of an interval around each. */
export interface Bars {
  values: Numbers;
  low?: Numbers;
  high?: Numbers;
}

/** Groups along the axis, and one or more series of values for them. */
export interface GroupedValues {
  groups: readonly string[];
  series: Readonly<Record<string, Numbers | Bars>>;
}

/** How bars are shown. */
export interface BarsOptions extends Wording {
  groupTitle?: string;
  valueTitle?: string;
  /** On each other, as parts of a whole. Default: side by side. */
  stacked?: boolean;
  /** What the groups are in the data, so that the bars are linked to pictures of the same cells. Default: nothing. */
  cells?: CellLink;
}

const checks = { ...wordingChecks, groupTitle: text, valueTitle: text, stacked: flag, cells: anything };

/**
 * Values by group as bars with intervals: `barsView({ groups: ['T cell', 'B cell'], series: { share: [0.4, 0.1] } })`.
 *
 * @throws TissuebookError 'shape-mismatch' when a series has another length than the groups
 */
export function barsView(data: GroupedValues, options: BarsOptions = {}): View {
  checkOptions('barsView', options, checks);
  checkArgument('barsView', 'data', data, objectWith('groups', 'series'));
  const groups = [...data.groups];
  const entries = Object.entries(data.series).map(([name, bars]) => [name, toBars(bars)] as const);
  const valueTitle = options.valueTitle ?? 'value';
  return new View(
    {
      ...words(options, {
        title: `${valueTitle} by ${options.groupTitle ?? 'group'}`,
        description: entries.map(([name, bars]) => describe(name, bars.values, groups)).join(' '),
      }),
      kind: 'bars',
      groups,
      groupTitle: options.groupTitle ?? '',
      valueTitle,
      series: entries.map(([name, bars]) => encodeBars(name, bars, groups.length)),
      ...(options.stacked && { stacked: true }),
      ...(options.cells && { cells: linkCells(options.cells.adata, { column: options.cells.column, labels: groups }) }),
    },
    options.cells,
  );
}

function toBars(bars: Numbers | Bars): Bars {
  return 'values' in bars && typeof bars.values !== 'function' ? bars : { values: bars as Numbers };
}

function encodeBars(name: string, bars: Bars, length: number): BarSeries {
  for (const part of ['values', 'low', 'high'] as const) {
    const found = bars[part]?.length;
    if (found === undefined || found === length) continue;
    throw new TissuebookError('shape-mismatch', `barsView: ${name}.${part} has ${found} values for ${length} groups.`, {
      argument: `${name}.${part}`,
      found,
    });
  }
  return {
    name,
    values: encodeNumbers(bars.values, `${name}.values`),
    ...(bars.low && { low: encodeNumbers(bars.low, `${name}.low`) }),
    ...(bars.high && { high: encodeNumbers(bars.high, `${name}.high`) }),
  };
}

function describe(name: string, values: Numbers, groups: string[]): string {
  const { low, high, count } = range(values);
  if (!count) return `${name}: no values.`;
  const at = (value: number): string => groups[Array.from(values).indexOf(value)]!;
  return `${name}: highest for ${at(high)} (${readable(high)}), lowest for ${at(low)} (${readable(low)}).`;
}
