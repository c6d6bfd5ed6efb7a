import { type AnnData, keepPixelSize } from '../data';
import { benjaminiHochberg, rankSum } from '../metrics';
import {
  CELLS_TARGET,
  type CellQuestion,
  type CellSet,
  type Comm,
  type CommMessage,
  decodeArray,
  kernelApi,
  type MarkerFeature,
  unpackBits,
} from '../protocol';
import { cellValues } from '../views/cellColor';
import type { CellSource } from '../views/observeViews';
import { outlinesShown, pickOutlines } from '../views/packedOutlines';
import { colorFields } from '../views/panelColor';
import { mean } from '../statistics';

/** Names in one answer: a list that a reader can look through. */
const MOST_NAMES = 30;
/** Features in an answer about two regions. */
const MOST_MARKERS = 20;
/** Cells in one answer of outlines: a page asks for a tile of about a thousand. */
const MOST_OUTLINES = 65_536;
/** Milliseconds of work after which other messages are let through. */
const TIME_SLICE_MS = 40;

interface Known {
  adata: WeakRef<AnnData>;
  layer: string | undefined;
}

const known = new Map<CellSet['key'], Known>();

/** Lets pages ask about the cells of a view, for as long as the notebook keeps the data. */
export function offerAnswers(key: string, { adata, layer }: CellSource): void {
  const kernel = kernelApi();
  if (!kernel) return;
  known.set(key, { adata: new WeakRef(adata), layer });
  kernel.onComm(CELLS_TARGET, connect);
}

function connect(comm: Comm, { data }: { data: unknown }): void {
  const key = String((data as { key?: unknown } | null)?.key);
  if (!find(key)) return comm.close();
  const open = { closed: false };
  comm.onClose = () => void (open.closed = true);
  comm.onMessage = async (message) => {
    const found = find(key);
    if (!found) return comm.close();
    const id = Number((message.data as { id?: unknown } | null)?.id ?? 0);
    try {
      await answer(comm, { ...(message.data as CellQuestion), id }, found, message, open);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      comm.send({ id, problem: problem.slice(0, 1000) });
    }
  };
}

function find(key: string): { adata: AnnData; layer: string | undefined } | undefined {
  const entry = known.get(key);
  const adata = entry?.adata.deref();
  if (adata && entry) return { adata, layer: entry.layer };
  known.delete(key);
  return undefined;
}

async function answer(
  comm: Comm,
  question: CellQuestion,
  { adata, layer }: { adata: AnnData; layer: string | undefined },
  { buffers }: CommMessage,
  open: { closed: boolean },
): Promise<void> {
  const { id } = question;
  switch (question.ask) {
    case 'names':
      return comm.send({ id, names: namesWith(adata, String(question.text)) });
    case 'color': {
      const color = colorFields(cellValues(adata, String(question.name), layer), (values) => values, {});
      const { dtype, shape, ...rest } = color.by === 'category' ? color.codes : color.values;
      const array = { dtype, shape };
      const numbers = decodeArray({ ...array, ...rest });
      const sent = color.by === 'category' ? { ...color, codes: array } : { ...color, values: array };
      const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      return comm.send({ id, color: sent }, { buffers: [bytes] });
    }
    case 'outlines': {
      const packed = outlinesShown(adata, String(question.key));
      const cells = cellsOf(buffers[0], adata.nObs);
      if (!packed)
        return comm.send({ id, problem: 'The outlines are no longer there: run the cell of the view again.' });
      if (!cells) return comm.send({ id, problem: 'A question about outlines names cells of the view.' });
      const { counts, offsets } = pickOutlines(packed, cells);
      const bytes = [counts, offsets].map(({ buffer, byteLength }) => new Uint8Array(buffer, 0, byteLength));
      return comm.send({ id, corners: offsets.length / 2 }, { buffers: bytes });
    }
    case 'keep unit': {
      keepPixelSize(adata, Number(question.micrometers));
      return comm.send({ id, micrometers: Number(question.micrometers) });
    }
    case 'markers': {
      const [first, second] = buffers.slice(0, 2).map((bits) => unpackBits(bits, adata.nObs));
      if (!first?.length || !second?.length) return comm.send({ id, problem: 'Both regions need cells.' });
      const told = (done: number): void => comm.send({ id, done, of: adata.nVars });
      const markers = await markersOf(adata, layer, [first, second], told, open);
      if (!open.closed) comm.send({ id, markers });
      return;
    }
    default:
      comm.send({ id, problem: 'This question is not known: a newer Tissuebook may be able to answer it.' });
  }
}

/** The numbers of cells in a buffer (int32); undefined for what are none. */
function cellsOf(bytes: Uint8Array | undefined, count: number): Int32Array | undefined {
  if (!bytes || bytes.length % 4 !== 0 || bytes.length > 4 * MOST_OUTLINES) return undefined;
  const cells = new Int32Array(bytes.slice().buffer);
  return cells.every((cell) => cell >= 0 && cell < count) ? cells : undefined;
}

function namesWith(adata: AnnData, text: string): string[] {
  const wanted = text.toLowerCase();
  const starts: string[] = [];
  const holds: string[] = [];
  for (const list of [adata.obs.names, adata.var.index]) {
    for (const name of list) {
      const at = name.toLowerCase().indexOf(wanted);
      if (at === 0) starts.push(name);
      else if (at > 0) holds.push(name);
      if (starts.length >= MOST_NAMES) return starts;
    }
  }
  return [...starts, ...holds].slice(0, MOST_NAMES);
}

/** Every feature compared between two regions; those that differ most come back, by the size of their z. */
async function markersOf(
  adata: AnnData,
  layer: string | undefined,
  [first, second]: [Int32Array, Int32Array],
  told: (done: number) => void,
  open: { closed: boolean },
): Promise<MarkerFeature[]> {
  const features: (MarkerFeature & { z: number })[] = [];
  let sliceStart = performance.now();
  for (const name of adata.var.index) {
    const values = adata.feature(name, layer === undefined ? {} : { layer });
    const [a, b] = [first, second].map((cells) => Float64Array.from(cells, (cell) => values[cell]!)) as [
      Float64Array,
      Float64Array,
    ];
    const { z, p } = rankSum(a, b);
    const [means, deviation] = [[mean(a), mean(b)] as const, deviationOf(a, b)];
    const difference = deviation > 0 ? (means[0] - means[1]) / deviation : 0;
    features.push({ name, first: means[0], second: means[1], difference, p, z });
    if (performance.now() - sliceStart < TIME_SLICE_MS) continue;
    told(features.length);
    await new Promise((resolve) => setImmediate(resolve));
    if (open.closed) return [];
    sliceStart = performance.now();
  }
  const corrected = benjaminiHochberg(features.map(({ p }) => p));
  return features
    .map(({ z, ...feature }, i) => ({ z, feature: { ...feature, p: corrected[i]! } }))
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .slice(0, MOST_MARKERS)
    .map(({ feature }) => feature);
}

/** Standard deviation over the cells of both samples. */
function deviationOf(a: Float64Array, b: Float64Array): number {
  const count = a.length + b.length;
  const middle = (mean(a) * a.length + mean(b) * b.length) / count;
  const squares = (values: Float64Array): number => values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt((squares(a) + squares(b)) / count);
}
