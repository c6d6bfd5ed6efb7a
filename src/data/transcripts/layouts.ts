import { TissuebookError } from '../../errors';
import type { TableBatches } from '../batches/tableBatches';

/** What places are counted in. */
export type TranscriptUnit = 'um' | 'px' | 'units';

/** How a table names its columns. */
export interface TranscriptLayout {
  instrument: string;
  unit: TranscriptUnit;
  gene: string;
  x: string;
  y: string;
  /** The name of the cell, of one column or of two that are joined; none where the table does not say it. */
  cell: readonly string[];
  /** What stands in the first of these for "in no cell". */
  outside: readonly string[];
  /** How sure the instrument is of the gene, as a Phred score. */
  quality?: string;
}

/** Layouts by which a table is known, the first that fits. Columns of cells and of quality may be missing: older tables lack them. */
const LAYOUTS: readonly TranscriptLayout[] = [
  { instrument: 'Xenium', unit: 'um', gene: 'feature_name', x: 'x_location', y: 'y_location', cell: ['cell_id'], outside: ['UNASSIGNED', '-1'], quality: 'qv' },
  { instrument: 'MERSCOPE', unit: 'um', gene: 'gene', x: 'global_x', y: 'global_y', cell: ['cell_id'], outside: ['-1'] },
  { instrument: 'CosMx', unit: 'px', gene: 'target', x: 'x_global_px', y: 'y_global_px', cell: ['cell_ID', 'fov'], outside: ['0'] },
]; // prettier-ignore

/** The layout of a table. @throws TissuebookError 'unsupported-encoding' for other columns */
export function layoutOf({ name, columns }: Pick<TableBatches, 'name' | 'columns'>): TranscriptLayout {
  const known = LAYOUTS.find(({ gene, x, y }) => [gene, x, y].every((column) => columns.includes(column)));
  if (known) return withColumns(known, columns);
  throw new TissuebookError('unsupported-encoding', `${name} has no columns of transcripts that are known.`, {
    argument: 'path',
    found: columns.slice(0, 30),
    advice: `It has: ${columns.slice(0, 20).join(', ')}. Known are ${LAYOUTS.map(({ instrument, gene, x, y }) => `${[gene, x, y].join(', ')} (${instrument})`).join('; ')}.`,
  });
}

/** A layout without the columns that a table does not have. */
export function withColumns(layout: TranscriptLayout, columns: readonly string[]): TranscriptLayout {
  const { quality, ...rest } = layout;
  return {
    ...rest,
    cell: layout.cell.every((column) => columns.includes(column)) ? layout.cell : [],
    ...(quality !== undefined && columns.includes(quality) && { quality }),
  };
}
