import { basename } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { TissuebookError } from '../../errors';
import { OPENING, startWorker } from '../parquet/parquetWorker';
import { type Batch, type BatchLimits, requireColumns, type TableBatches, type WantedColumns } from './tableBatches';

/** Least memory in MiB with which a worker starts. */
const LEAST_MEMORY = 128;

/**
 * What runs in the worker: one group of rows at a time, and of it one column at a time, each asked for. Groups whose statistics say that no row lies
 * within the wanted ranges are not read. Lengths of a file are believed only as far as the memory goes.
 */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const { path, hyparquet, compressors, maxBytes } = workerData;
const outside = (group, places, within) => Object.entries(within).some(([name, [low, high]]) => {
  const { min_value: least, max_value: most, min, max } = group.columns[places.get(name)]?.meta_data?.statistics ?? {};
  const [from, to] = [Number(least ?? min ?? NaN), Number(most ?? max ?? NaN)];
  return to < low || from > high;
});
const textOf = (value) => value === null || value === undefined ? '' : value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
(async () => {
${OPENING}  const columns = parquetSchema(metadata).children.filter(({ children, element }) => children.length === 0 && element.repetition_type !== 'REPEATED').map(({ element }) => element.name);
  const places = new Map(metadata.row_groups[0]?.columns.map(({ meta_data: of }, i) => [of?.path_in_schema[0], i]) ?? []);
  const known = new Map();
  async function* batches({ numbers, texts, within }) {
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rows = Number(group.num_rows);
      const from = rowStart;
      rowStart += rows;
      if (!(rows >= 0 && rows * 16 <= maxBytes)) throw Object.assign(new Error('a group of ' + rows + ' rows'), { large: true });
      if (rows === 0 || outside(group, places, within)) continue;
      const batch = { rows, numbers: [], texts: [] };
      for (const name of [...numbers, ...texts]) {
        const isText = texts.includes(name);
        const values = isText ? new Int32Array(rows).fill(-1) : new Float64Array(rows).fill(NaN);
        if (isText && !known.has(name)) known.set(name, new Map());
        const labels = known.get(name), fresh = [];
        let seen = 0;
        await parquetRead({ file, metadata, compressors: bounded, columns: [name], rowStart: from, rowEnd: rowStart, onChunk: ({ columnData, rowStart: first }) => {
          for (let i = 0; i < columnData.length; i++) {
            const row = first + i - from, value = columnData[i];
            if (row < 0 || row >= rows) continue;
            seen++;
            if (!isText) { if (value !== null && value !== undefined) values[row] = Number(value); continue; }
            const text = textOf(value);
            if (text === '') continue;
            let place = labels.get(text);
            if (place === undefined) { labels.set(text, place = labels.size); fresh.push(text); }
            values[row] = place;
          }
        } });
        if (seen !== rows) throw new Error('the column ' + name + ' has ' + seen + ' values for ' + rows + ' rows');
        (isText ? batch.texts : batch.numbers).push({ name, values, fresh });
      }
      yield batch;
    }
  }
  let going;
  parentPort.on('message', async (wanted) => {
    try {
      going ??= batches(wanted);
      const { value, done } = await going.next();
      if (done) parentPort.postMessage({ done: true });
      else parentPort.postMessage({ batch: value }, [...value.numbers, ...value.texts].map(({ values }) => values.buffer));
    } catch (error) { parentPort.postMessage({ wrong: String(error.message).slice(0, 300), large: error.large }); }
  });
  parentPort.postMessage({ columns });
})().catch((error) => parentPort.postMessage({ wrong: String(error.message).slice(0, 300), large: error.large }));
`;

interface SentColumn<T> {
  name: string;
  values: T;
  fresh: string[];
}

interface Answer {
  columns?: string[];
  batch?: { rows: number; numbers: SentColumn<Float64Array>[]; texts: SentColumn<Int32Array>[] };
  done?: boolean;
  wrong?: string;
  large?: boolean;
}

/** Opens a parquet file to be read by its groups of rows, in a thread whose memory is limited. */
export async function openParquetBatches(path: string, limits: BatchLimits): Promise<TableBatches> {
  const name = basename(path);
  const { worker, close } = startWorker(SCRIPT, path, { ...limits, leastMemory: LEAST_MEMORY });
  const labels = new Map<string, string[]>();
  try {
    const { columns } = await answer(worker, name, limits);
    return {
      name,
      columns: columns!,
      labels,
      close,
      async *read(wanted) {
        requireColumns({ name, columns: columns! }, wanted);
        for (const text of wanted.texts) labels.set(text, []);
        for (;;) {
          const heard = answer(worker, name, limits);
          worker.postMessage({ ...wanted, within: wanted.within ?? {} } satisfies WantedColumns);
          const { batch } = await heard;
          if (!batch) return;
          yield received(batch, labels);
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function received({ rows, numbers, texts }: Answer['batch'] & object, labels: Map<string, string[]>): Batch {
  for (const { name, fresh } of texts) for (const text of fresh) labels.get(name)!.push(text);
  return {
    rows,
    numbers: new Map(numbers.map(({ name, values }) => [name, values])),
    texts: new Map(texts.map(({ name, values }) => [name, values])),
  };
}

/** The worker's next word. @throws TissuebookError 'corrupt' (also when the time is over), 'too-large' */
function answer(worker: Worker, name: string, limits: BatchLimits): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const end = (): void => void worker.off('message', hear).off('error', failed).off('exit', gone);
    const hear = (heard: Answer): void => {
      end();
      if (heard.wrong === undefined) resolve(heard);
      else reject(wrong(heard.large ? 'too-large' : 'corrupt', name, heard.wrong));
    };
    const failed = (cause: Error & { code?: string }): void => {
      end();
      reject(wrong(cause.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'corrupt', name, cause.message, cause));
    };
    const gone = (): void => {
      end();
      reject(wrong('corrupt', name, `it was not done after ${limits.maxSeconds} seconds`));
    };
    worker.on('message', hear).on('error', failed).on('exit', gone);
  });
}

function wrong(kind: 'corrupt' | 'too-large', name: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError(kind, `${name} cannot be read as parquet: ${why}.`, {
    cause,
    argument: kind === 'corrupt' ? 'path' : 'maxBytes',
    found: name,
    advice:
      kind === 'corrupt'
        ? 'Fetch the file again: it may be damaged. If it is only long, raise maxSeconds.'
        : 'Raise maxBytes if the file is what it claims to be and the machine has the memory.',
  });
}
