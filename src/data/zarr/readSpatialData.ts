import { basename, join, resolve } from 'node:path';
import { TissuebookError } from '../../errors';
import { checkOptions, integer, number } from '../../options';
import type { AnnData } from '../annData';
import { type Column, valueAt } from '../column';
import { DenseMatrix } from '../denseMatrix';
import { readAnnData } from '../encoding/readAnnData';
import type { TissueImage } from '../images/tissueImage';
import { listNames, type Table } from '../table';
import { openNgffImage } from './ngffImage';
import { listNodes, type ZarrNode } from './nodes';
import { limitsOf, type ReadZarrOptions } from './readZarr';
import { readShapes } from './shapes';
import { ZarrContainer } from './zarrContainer';

/** What a SpatialData folder holds. Labels and points are named only. */
export class SpatialData {
  /** The annotated tables. Positions in obsm['spatial'] are filled in from the shapes that a table is about. */
  readonly tables: ReadonlyMap<string, AnnData>;
  /** Images, whose pixels stay in the folder. */
  readonly images: ReadonlyMap<string, TissueImage>;
  /** For each set of shapes a table with the middle of every shape, x and y, in the unit of the element. */
  readonly shapes: ReadonlyMap<string, Table>;
  /** Names of what is not read. */
  readonly labels: readonly string[];
  readonly points: readonly string[];
  /** What had to be left out, in sentences. */
  readonly notices: readonly string[];

  constructor(parts: Omit<SpatialData, 'toString'>) {
    this.tables = parts.tables;
    this.images = parts.images;
    this.shapes = parts.shapes;
    this.labels = parts.labels;
    this.points = parts.points;
    this.notices = parts.notices;
  }

  /** What is in it, as text. */
  toString(): string {
    const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
    const lines = ['SpatialData'];
    const add = (what: string, names: string[]): unknown => names.length && lines.push(`  ${what}: ${plain(listNames(names))}`); // prettier-ignore
    add('tables', [...this.tables].map(([name, { nObs, nVars }]) => `${name} (${nObs} x ${nVars})`)); // prettier-ignore
    add('images', [...this.images].map(([name, { width, height }]) => `${name} (${width} x ${height})`)); // prettier-ignore
    add('shapes', [...this.shapes].map(([name, { length }]) => `${name} (${length})`)); // prettier-ignore
    add('labels, not read', [...this.labels]);
    add('points, not read', [...this.points]);
    for (const notice of this.notices) lines.push(`  note: ${plain(notice)}`);
    return lines.join('\n');
  }

  /** How a notebook shows it: text only. */
  [Symbol.for('Jupyter.display')](): Record<string, string> {
    return { 'text/plain': this.toString() };
  }
}

/**
 * Reads a SpatialData folder (zarr version 2 or 3): its tables into memory, its shapes as their middles, its images lazily.
 * Positions are those of the element itself; transformations to other coordinate systems are not applied.
 *
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no SpatialData folder), 'corrupt', 'too-large', and
 *   as readZarr
 */
export async function readSpatialData(folder: string, options: ReadZarrOptions = {}): Promise<SpatialData> {
  checkOptions('readSpatialData', options, { maxBytes: integer(1), maxSeconds: number(0.001) });
  // Images and tables are opened by themselves; of the elements only their names are wanted here.
  const nodes = listNodes(folder, (path) => path.split('/').length <= 2);
  const names = (kind: string): string[] => (nodes.get(`/${kind}`)?.members ?? []).filter((name) => nodes.get(`/${kind}/${name}`)!.kind === 'group'); // prettier-ignore
  const tables = [...names('tables').map((name) => ['tables', name]), ...names('table').map((name) => ['table', name])];
  if (tables.length + names('images').length + names('shapes').length === 0) {
    throw new TissuebookError('unsupported-encoding', `${basename(resolve(folder))} is no SpatialData folder.`, {
      argument: 'folder',
      found: folder,
      advice: 'It has no tables, images or shapes. A single AnnData is read with readZarr.',
    });
  }
  const notices: string[] = [];
  const images = await readEach(notices, names('images'), (name) =>
    openNgffImage(join(folder, 'images', name), `images/${name}`, nodes.get(`/images/${name}`)!, imageOptions(options)),
  );
  const shapes = await readEach(notices, names('shapes'), (name) => readShapes(join(folder, 'shapes', name), options));
  const limits = limitsOf(options);
  const found = new Map<string, AnnData>();
  for (const [group, name] of tables) {
    const container = await ZarrContainer.read(join(folder, group!, name!), limits);
    found.set(name!, placed(readAnnData(container), nodes.get(`/${group}/${name}`)!, shapes));
  }
  return new SpatialData({ tables: found, images, shapes, labels: names('labels'), points: names('points'), notices });
}

function imageOptions({ maxBytes }: ReadZarrOptions): { maxBytes?: number } {
  return maxBytes === undefined ? {} : { maxBytes };
}

/** Elements by name; one that cannot be read becomes a notice. */
async function readEach<T>(
  notices: string[],
  names: readonly string[],
  read: (name: string) => Promise<T>,
): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  for (const name of names) {
    try {
      found.set(name, await read(name));
    } catch (error) {
      if (!(error instanceof TissuebookError)) throw error;
      notices.push(`Left out: ${error.message}`);
    }
  }
  return found;
}

/** A table with the positions of the shapes that its rows are about, where it has none of its own. */
function placed(adata: AnnData, { attributes }: ZarrNode, shapes: ReadonlyMap<string, Table>): AnnData {
  const [regionKey, instanceKey] = [attributes['region_key'], attributes['instance_key']];
  const keyed = typeof regionKey === 'string' && typeof instanceKey === 'string';
  if (adata.obsm.has('spatial') || !keyed || !adata.obs.has(regionKey) || !adata.obs.has(instanceKey)) return adata;
  const [regions, instances] = [adata.obs.get(regionKey), adata.obs.get(instanceKey)];
  const rows = new Map([...shapes].map(([name, { index }]) => [name, new Map(index.map((id, i) => [id, i]))]));
  const points = new Float64Array(2 * adata.nObs);
  for (let i = 0; i < adata.nObs; i++) {
    const table = shapes.get(String(valueAt(regions, i)));
    const row = rows.get(String(valueAt(regions, i)))?.get(String(valueAt(instances, i)));
    if (!table?.has('x') || row === undefined) return adata;
    const at = (name: string): number => (table.get(name) as Column & { values: Float64Array }).values[row]!;
    points.set([at('x'), at('y')], 2 * i);
  }
  return adata.with({ obsm: [...adata.obsm, ['spatial', new DenseMatrix(adata.nObs, 2, points)]] });
}
