import { type AnnData } from '../data';
import { readable, type ViewTable } from '../protocol';
import { type AttentionWeights, type Looking, sumOf } from './attentionShares';
import { cellValues } from './cellColor';
import type { PlaceUnit } from './cellPlaces';

/** Where the cells that take part lie, and how that is called. */
export interface LookingPlaces {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly unit: PlaceUnit;
  readonly key: string;
  readonly axes?: { readonly x: string; readonly y: string };
}

/** A row for each arrow, for the cell itself, and one for all others together. */
export function attentionTable(
  adata: AnnData,
  { cells }: AttentionWeights,
  looking: readonly Looking[],
  { x, y, unit, axes }: LookingPlaces,
  labels: string | undefined,
): ViewTable {
  const several = looking.length > 1;
  const names = labels === undefined ? undefined : labelTexts(adata, labels);
  const where = axes ? 'Distance in the picture' : `Distance (${unit})`;
  const rows = looking.flatMap(({ at, name, shares, top }): ViewTable['rows'] => {
    const row = (title: string, share: number, even: number, place?: number): ViewTable['rows'][number] => [
      ...(several ? [name] : []),
      title,
      ...(names ? [place === undefined ? null : names[cells[place]]] : []),
      Number((100 * share).toPrecision(4)),
      Number((share / even).toPrecision(4)),
      place === undefined ? null : Number(Math.hypot(x[place] - x[at], y[place] - y[at]).toPrecision(4)),
    ];
    const one = 1 / shares.length;
    const others = shares.length - 1 - top.length;
    return [
      ...top.map((place) => row(adata.obs.index[cells[place]], shares[place], one, place)),
      row('itself', shares[at], one, at),
      ...(others > 0
        ? [row(`${others} others together`, Math.max(0, 1 - shares[at] - sumOf(shares, top)), others * one)]
        : []),
    ];
  });
  const columns = [
    'Looks at',
    ...(labels === undefined ? [] : [labels]),
    'Percent of attention',
    'Times an even share',
    where,
  ];
  return { columns: several ? ['Cell', ...columns] : columns, rows };
}

function labelTexts(adata: AnnData, labels: string): (string | null)[] {
  const found = cellValues(adata, labels);
  if (found.kind === 'value')
    return Array.from(found.values, (value) => (Number.isNaN(value) ? null : readable(value)));
  return Array.from(found.column.codes, (code) => (code < 0 ? null : found.column.categories[code]));
}
