import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { TissuebookError } from '../../errors';

/** A column as the worker found it: values or null, row by row; undefined where rows hold lists. */
export interface ParquetColumn {
  name: string;
  values: unknown[] | undefined;
}

export interface ParquetFound {
  rows: number;
  columns: ParquetColumn[];
  /** The name of the column of row names, where pandas wrote one. */
  index: string | undefined;
}

export interface ParquetLimits {
  /** Memory in bytes that unpacking may take. */
  maxBytes: number;
  maxSeconds: number;
}

/** Least memory in MiB with which a worker starts. */
const LEAST_MEMORY = 64;

/**
 * What runs in the worker. hyparquet takes lengths as a file gives them, and a few bytes can ask for any number of values:
 * the worker's memory is limited, and when it is used up only the worker ends.
 */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const { path, hyparquet, compressors, maxBytes, wanted } = workerData;
const index = (metadata) => {
  const pandas = (metadata.key_value_metadata ?? []).find(({ key }) => key === 'pandas');
  try { const [name] = JSON.parse(pandas.value).index_columns; return typeof name === 'string' ? name : undefined; } catch { return undefined; }
};
const plain = (value) => value instanceof Date ? value.toISOString()
  : typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)) : value ?? null;
(async () => {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } = await import(hyparquet);
  const packed = (await import(compressors)).compressors;
  const bounded = Object.fromEntries(Object.entries(packed).map(([name, unpack]) => [name, (bytes, length) => {
    if (!(length >= 0 && length <= maxBytes)) throw new Error('a page unpacks to ' + length + ' bytes');
    return unpack(bytes, length);
  }]));
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const rows = Number(metadata.num_rows);
  const flat = parquetSchema(metadata).children.map(({ element, children }) => ({ name: element.name, flat: children.length === 0 && element.repetition_type !== 'REPEATED' }));
  const chosen = flat.filter(({ name }) => !wanted || wanted.includes(name));
  if (!(rows >= 0 && rows * Math.max(1, chosen.length) * 8 <= maxBytes)) throw Object.assign(new Error(rows + ' rows of ' + chosen.length + ' columns'), { large: true });
  const columns = [];
  for (const { name, flat } of chosen) {
    if (!flat) { columns.push({ name, values: undefined }); continue; }
    const values = new Array(rows).fill(null);
    let seen = 0;
    await parquetRead({ file, metadata, compressors: bounded, columns: [name], onChunk: ({ columnData, rowStart }) => {
      for (let i = 0; i < columnData.length && rowStart + i < rows; i++, seen++) values[rowStart + i] = plain(columnData[i]);
    } });
    if (seen !== rows) throw new Error('the column ' + name + ' has ' + seen + ' values for ' + rows + ' rows');
    columns.push({ name, values });
  }
  parentPort.postMessage({ found: { rows, columns, index: index(metadata) } });
})().catch((error) => parentPort.postMessage({ wrong: String(error.message).slice(0, 300), large: error.large }));
`;

/**
 * Reads columns of a parquet file in a thread of its own.
 *
 * @param wanted only these columns; all where it is undefined
 * @throws TissuebookError 'corrupt' (also when the time is over), 'too-large'
 */
export async function readColumns(
  path: string,
  name: string,
  limits: ParquetLimits,
  wanted?: readonly string[],
): Promise<ParquetFound> {
  const worker = new Worker(SCRIPT, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: LEAST_MEMORY + Math.ceil(limits.maxBytes / 2 ** 20) },
    workerData: {
      path,
      wanted,
      maxBytes: limits.maxBytes,
      hyparquet: moduleUrl('hyparquet', 'src', 'node.js'),
      compressors: moduleUrl('hyparquet-compressors', 'src', 'index.js'),
    },
  });
  const timer = setTimeout(() => void worker.terminate(), Math.min(2 ** 31 - 1, 1000 * limits.maxSeconds));
  try {
    return await answerOf(worker, name, limits);
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

function answerOf(worker: Worker, name: string, limits: ParquetLimits): Promise<ParquetFound> {
  return new Promise((resolve, reject) => {
    worker.once('message', ({ found, wrong, large }: { found?: ParquetFound; wrong?: string; large?: boolean }) => {
      if (found) resolve(found);
      else reject(large ? tooLarge(name, wrong!) : damaged(name, wrong!));
    });
    worker.once('error', (cause: Error & { code?: string }) => {
      const full = cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
      reject(full ? tooLarge(name, 'its values', cause) : damaged(name, cause.message, cause));
    });
    worker.once('exit', () => {
      reject(
        new TissuebookError('corrupt', `Reading ${name} was not done after ${limits.maxSeconds} seconds.`, {
          argument: 'maxSeconds',
          found: limits.maxSeconds,
          advice: 'The file is probably damaged: fetch it again. If it is only long, raise maxSeconds.',
        }),
      );
    });
  });
}

function damaged(name: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${name} cannot be read as parquet: ${why}.`, {
    cause,
    argument: 'path',
    found: name,
    advice: 'Fetch the file again: it may be damaged.',
  });
}

function tooLarge(name: string, what: string, cause?: unknown): TissuebookError {
  return new TissuebookError('too-large', `${name}: ${what} take more memory than maxBytes.`, {
    cause,
    argument: 'maxBytes',
    found: name,
    advice: 'Raise maxBytes if the file is what it claims to be and the machine has the memory.',
  });
}

/** A module of a package as the worker's own import finds it. */
function moduleUrl(...parts: string[]): string {
  const places = (require.resolve.paths(parts[0]!) ?? []).map((folder) => join(folder, ...parts));
  const found = places.find((place) => existsSync(place));
  if (found) return pathToFileURL(found).href;
  throw new TissuebookError('provider-unavailable', `The package ${parts[0]}, which reads parquet files, is missing.`, {
    advice: 'Install Tissuebook again.',
  });
}
