import { TissuebookError } from '../../errors';
import { openBatches } from '../batches/openBatches';
import type { BatchLimits, TableBatches } from '../batches/tableBatches';
import { MOST_OF_ONE, type OutlineBuilder } from './outlineBuilder';
import type { Outlines } from './outlines';

/** How an instrument names the columns of its corners. */
interface Layout {
  instrument: string;
  x: string;
  y: string;
  /** The name of a cell, of one column or of two that are joined: CosMx counts cells anew in each field of view. */
  cell: readonly string[];
  /** Numbers the polygons of one cell. */
  part?: string;
}

/** Layouts by which a table is known, the first that fits. */
const LAYOUTS: readonly Layout[] = [
  { instrument: 'Xenium', x: 'vertex_x', y: 'vertex_y', cell: ['cell_id'], part: 'label_id' },
  { instrument: 'CosMx', x: 'x_global_px', y: 'y_global_px', cell: ['cellID', 'fov'] },
  { instrument: 'CosMx', x: 'x_global_px', y: 'y_global_px', cell: ['cell_ID', 'fov'] },
  { instrument: 'CosMx', x: 'x_global_px', y: 'y_global_px', cell: ['cell'] },
];

/** Corners of a ring that are kept: one that has as many has too many, also where the last repeats the first. */
const ROOM = MOST_OF_ONE + 2;

/**
 * Outlines of a table with a row for each corner, those of a cell one after the other: cell_boundaries of Xenium (micrometers), polygons of CosMx
 * (pixels of the whole slide; cell 3 of field of view 12 is called 3_12, as by readCosmx and squidpy).
 *
 * @param name the column that names cells instead
 * @throws TissuebookError 'unsupported-encoding' for other columns, 'corrupt', 'too-large'
 */
export async function readVertexTable(
  path: string,
  limits: BatchLimits,
  make: (name: string) => OutlineBuilder,
  name?: string,
): Promise<Outlines> {
  const table = await openBatches(path, limits);
  try {
    const has = (columns: readonly string[]): boolean => columns.every((column) => table.columns.includes(column));
    const known = LAYOUTS.find(({ x, y, cell }) => has(name === undefined ? [x, y, ...cell] : [x, y, name]));
    if (!known) throw unknownLayout(table);
    const layout = name === undefined ? known : { ...known, cell: [name] };
    return await gather(table, layout, make(table.name));
  } finally {
    await table.close();
  }
}

async function gather(table: TableBatches, layout: Layout, builder: OutlineBuilder): Promise<Outlines> {
  const part = layout.part !== undefined && table.columns.includes(layout.part) ? layout.part : undefined;
  const texts = part === undefined ? layout.cell : [...layout.cell, part];
  const ring = { x: new Float64Array(ROOM), y: new Float64Array(ROOM), size: 0 };
  let last: number[] = [];
  let nameless = 0;
  const nameOf = (codes: readonly number[]): string | undefined => {
    const parts = layout.cell.map((column, i) => table.labels.get(column)![codes[i]!]);
    return parts.every((text) => text !== undefined) ? parts.join('_') : undefined;
  };
  const end = (): void => {
    const name = ring.size ? nameOf(last) : undefined;
    if (name !== undefined) builder.add(name, ring.x, ring.y, 0, Math.min(ring.size, ring.x.length));
    else if (ring.size) nameless++;
    ring.size = 0;
  };
  for await (const { rows, numbers, texts: found } of table.read({ numbers: [layout.x, layout.y], texts })) {
    const [x, y] = [numbers.get(layout.x)!, numbers.get(layout.y)!];
    const keys = texts.map((name) => found.get(name)!);
    for (let row = 0; row < rows; row++) {
      if (keys.some((codes, k) => codes[row] !== last[k])) {
        end();
        last = keys.map((codes) => codes[row]!);
      }
      // Of a ring with too many corners the rest is only counted: it is left out as a whole.
      if (ring.size < ring.x.length) [ring.x[ring.size], ring.y[ring.size]] = [x[row]!, y[row]!];
      ring.size++;
    }
  }
  end();
  return builder.finish(nameless ? [`${nameless} outlines of ${table.name} name no cell and are left out.`] : []);
}

function unknownLayout({ name, columns }: TableBatches): TissuebookError {
  return new TissuebookError('unsupported-encoding', `${name} has no columns of outlines that are known.`, {
    argument: 'path',
    found: columns.slice(0, 30),
    advice: `It has: ${columns.slice(0, 20).join(', ')}. Known are ${LAYOUTS.map(({ instrument, x, y, cell }) => `${[...cell, x, y].join(', ')} (${instrument})`).join('; ')}.`,
  });
}
