import { coordinates, DenseMatrix, valuesOf, type AnnData } from '../../data';
import { TissuebookError } from '../../errors';
import { checkOptions, number, text } from '../../options';

export interface StackSectionsOptions {
  /** Column of obs with the section of a cell: numbers, or names in their order from the lowest section up. */
  level: string;
  /** Distance between neighboring sections (of numbers: one unit), in the unit of the positions. */
  spacing: number;
}

/**
 * Sections as one block of tissue: obsm['spatial'] gets a third coordinate, the height of the cell's section. Positions must
 * be aligned over the sections before. A model that is told of no sections then takes neighbors across them.
 *
 * @returns a new AnnData with obsm['spatial'] [cells, 3]
 * @throws TissuebookError 'missing-key', 'invalid-argument' (a cell without a section)
 */
export function stackSections(adata: AnnData, options: StackSectionsOptions): AnnData {
  checkOptions('stackSections', options, { level: text, spacing: number(Number.MIN_VALUE) });
  const { points } = coordinates(adata);
  const heights = levelHeights(adata, options);
  const spatial = new DenseMatrix(
    adata.nObs,
    3,
    Float64Array.from({ length: 3 * adata.nObs }, (_, at) => {
      const [cell, axis] = [Math.floor(at / 3), at % 3];
      return axis < 2 ? points.get(cell, axis) : heights[cell]!;
    }),
  );
  return adata.with({ obsm: [...adata.obsm].filter(([name]) => name !== 'spatial').concat([['spatial', spatial]]) });
}

function levelHeights(adata: AnnData, { level, spacing }: StackSectionsOptions): Float64Array {
  const column = adata.column(level);
  const values = valuesOf(column);
  const missing = values.indexOf(null);
  if (missing >= 0) {
    throw new TissuebookError(
      'invalid-argument',
      `stackSections: cell "${adata.obs.index[missing]}" has no "${level}".`,
      {
        argument: 'level',
        found: null,
      },
    );
  }
  if (column.kind === 'numeric') return column.values.slice().map((value) => value * spacing) as Float64Array;
  const order = column.kind === 'categorical' && column.ordered ? column.categories : sortedNames(values.map(String));
  const place = new Map(order.map((name, at) => [name, at]));
  return Float64Array.from(values, (name) => place.get(String(name))! * spacing);
}

function sortedNames(names: readonly string[]): string[] {
  return [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare);
}
