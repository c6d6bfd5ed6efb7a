import { type AnnData, categorical, type Column, regionsOf, Table, type TissueRegion, valuesOf } from '../../data';
import type { ColumnName } from '../../names';
import { checkOptions, text } from '../../options';
import { cellsInRegion } from './cellsInRegion';

export interface RegionTableOptions {
  /** A column of obs with labels: adds the share of each in each region. */
  labels?: ColumnName;
}

/**
 * What the regions that are kept with the data hold: the number of cells, the area in squares of the positions' unit, the density, and the
 * shares of labels. A cell that lies in two regions counts in both.
 *
 * @returns a row for each region: cells, area, density, and a column for each label, 'share of T cells'
 * @throws TissuebookError 'missing-key' (no such column, no positions)
 */
export function regionTable(adata: AnnData, options: RegionTableOptions = {}): Table {
  checkOptions('regionTable', options, { labels: text });
  const regions = regionsOf(adata);
  const cells = regions.map((region) => cellsInRegion(adata, region));
  const areas = regions.map(areaOf);
  const table = new Table(
    regions.map(({ name }) => name),
    [
      ['cells', Float64Array.from(cells, ({ length }) => length)],
      ['area', Float64Array.from(areas)],
      ['density', Float64Array.from(cells, ({ length }, i) => length / areas[i]!)],
    ],
    { indexName: 'region' },
  );
  if (options.labels === undefined) return table;
  const labels = valuesOf(adata.obs.get(options.labels)).map((label) => (label === null ? null : String(label)));
  const names = [...new Set(labels.filter((label): label is string => label !== null))].sort();
  for (const name of names) {
    const shares = cells.map((inside) => {
      const labeled = Array.from(inside).filter((cell) => labels[cell] !== null);
      return labeled.length === 0 ? NaN : labeled.filter((cell) => labels[cell] === name).length / labeled.length;
    });
    table.set(`share of ${name}`, Float64Array.from(shares));
  }
  return table;
}

/**
 * Which region each cell lies in, as a column for obs: the first of those that hold it, in the order in which they are kept; missing outside.
 */
export function regionColumn(adata: AnnData): Column {
  const names: (string | null)[] = Array.from({ length: adata.nObs }, () => null);
  const regions = regionsOf(adata);
  for (const region of regions) {
    for (const cell of cellsInRegion(adata, region)) names[cell] ??= region.name;
  }
  return categorical(names, { categories: regions.map(({ name }) => name) });
}

/** The area of a region: outer rings less their holes. */
export function areaOf({ pieces }: TissueRegion): number {
  const ringArea = (ring: TissueRegion['pieces'][number][number]): number =>
    Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length]![1] - ring[(i + 1) % ring.length]![0] * y, 0)) / 2; // prettier-ignore
  return pieces.reduce((sum, [outer, ...holes]) => sum + ringArea(outer!) - holes.reduce((all, hole) => all + ringArea(hole), 0), 0); // prettier-ignore
}
