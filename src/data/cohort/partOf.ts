import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { TissuebookError } from '../../errors';
import type { AnnData } from '../annData';
import type { BackedAnnData } from '../backed/backedAnnData';
import { valuesOf } from '../column';
import { readH5ad } from '../h5ad/readH5ad';
import { listNames } from '../table';
import { isZip } from '../unzipped';
import { readZarr } from '../zarr/readZarr';
import type { CohortPart } from './cohortFiles';

/** How a file is cut into parts. */
export interface PartOptions {
  /** Column of obs whose groups are parts: sections, patients. */
  readonly section?: string | undefined;
  /** Most cells of a part, where a part may be cut anywhere: for values of cells by themselves. */
  readonly cells?: number | undefined;
}

/** A file's parts, and its features. */
export interface FileParts {
  readonly parts: readonly CohortPart[];
  readonly features: readonly string[];
}

/** Files that this process has opened, by path, size and time: their annotations are in memory. */
const opened = new Map<string, Promise<BackedAnnData>>();
/** Of those so many (ours). */
const MOST = 2;

/** A file of a cohort, .h5ad or zarr, whose matrices stay in it. @throws TissuebookError as readH5ad and readZarr do */
export function openFile(path: string): Promise<BackedAnnData> {
  const status = statSync(path, { throwIfNoEntry: false });
  const key = `${path} ${status?.size} ${status?.mtimeMs}`;
  const known = opened.get(key);
  if (known) return known;
  const [oldest] = opened.keys();
  if (opened.size >= MOST && oldest !== undefined) opened.delete(oldest);
  const zarr = status?.isDirectory() || isZip(path);
  const file = zarr ? readZarr(path, { backed: true }) : readH5ad(path, { backed: true });
  opened.set(key, file);
  file.catch(() => opened.delete(key));
  return file;
}

/** The parts of a file. @throws TissuebookError 'missing-key' (no such column), and as openFile */
export async function partsOfFile(path: string, { section, cells: most }: PartOptions): Promise<FileParts> {
  const file = await openFile(path);
  const { obs } = file;
  const stem = basename(path).replace(/\.(h5ad|zarr|zarr\.zip)$/, '');
  const whole: CohortPart = { name: stem, path, nObs: obs.length };
  if (section !== undefined && !obs.has(section)) {
    throw new TissuebookError('missing-key', `openCohort: obs of ${path} has no column "${section}".`, {
      argument: 'section',
      found: section,
      advice: `It has: ${listNames(obs.names)}.`,
    });
  }
  const parts = section === undefined ? [whole] : bySection(whole, valuesOf(obs.get(section)));
  return {
    parts: most === undefined ? parts : parts.flatMap((part) => cut(part, most)),
    features: [...file.var.index],
  };
}

function bySection(whole: CohortPart, values: readonly unknown[]): CohortPart[] {
  const cells = new Map<string, number[]>();
  values.forEach((value, cell) => {
    const name = String(value ?? 'none');
    const own = cells.get(name);
    if (own) own.push(cell);
    else cells.set(name, [cell]);
  });
  const names = [...cells.keys()].sort(new Intl.Collator('en', { numeric: true }).compare);
  return names.map((name) => {
    const own = Int32Array.from(cells.get(name)!);
    return { ...whole, name: `${whole.name}/${name}`, cells: own, nObs: own.length };
  });
}

function cut(part: CohortPart, most: number): CohortPart[] {
  if (part.nObs <= most) return [part];
  return Array.from({ length: Math.ceil(part.nObs / most) }, (_, at) => {
    const [from, to] = [at * most, Math.min(part.nObs, (at + 1) * most)];
    const cells = part.cells?.subarray(from, to) ?? Int32Array.from({ length: to - from }, (__, i) => from + i);
    return { ...part, name: `${part.name}/${from}-${to}`, cells, nObs: cells.length };
  });
}

/** A part in memory. @param features of those only, in this order; all unless given */
export async function readPart({ path, cells }: CohortPart, features?: readonly string[]): Promise<AnnData> {
  const file = await openFile(path);
  const selection = { ...(cells && { obs: cells }), ...(features && { var: features }) };
  return file.subset(selection, { layers: [] });
}

/** A part block by block. */
export async function* partBlocks(
  { path, cells }: CohortPart,
  features: readonly string[],
): AsyncGenerator<AnnData, void> {
  const file = await openFile(path);
  const selection = { ...(cells && { obs: cells }), var: features };
  for await (const { data } of file.blocks(undefined, selection)) yield data;
}
