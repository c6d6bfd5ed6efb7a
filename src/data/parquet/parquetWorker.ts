import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { TissuebookError } from '../../errors';
import type { StoredType } from '../column';

/** A column as the worker found it: values or null, row by row; undefined where rows hold lists. */
export interface ParquetColumn {
  name: string;
  values: unknown[] | undefined;
  /** The type of numbers; undefined for what are none. */
  stored?: StoredType;
  /** What pandas says of the column: 'Int64' and 'UInt8' are nullable, 'category' is said of categories. */
  pandas?: string;
  ordered?: boolean;
  /** Digits of decimal numbers. */
  digits?: number;
}

/** The row names as pandas describes them: columns of the file, or numbers that are not in it. */
export type PandasIndex =
  | { columns: string[]; names: (string | null)[] }
  | { start: number; step: number; length: number; name: string | null };

export interface ParquetFound {
  rows: number;
  columns: ParquetColumn[];
  index: PandasIndex | undefined;
}

export interface ParquetLimits {
  /** Memory in bytes that unpacking may take. */
  maxBytes: number;
  maxSeconds: number;
}

/** Least memory in MiB with which a worker starts. */
const LEAST_MEMORY = 64;

/** How a worker's program opens the file `path`; each page unpacks to `maxBytes` at the most. */
export const OPENING = `  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } = await import(hyparquet);
  const packed = (await import(compressors)).compressors;
  const bounded = Object.fromEntries(Object.entries(packed).map(([name, unpack]) => [name, (bytes, length) => {
    if (!(length >= 0 && length <= maxBytes)) throw new Error('a page unpacks to ' + length + ' bytes');
    return unpack(bytes, length);
  }]));
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
`;

/**
 * What runs in the worker. hyparquet takes lengths as a file gives them, and a few bytes can ask for any number of values:
 * the worker's memory is limited, and when it is used up only the worker ends.
 */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads');
const { path, hyparquet, compressors, maxBytes, wanted, withIndex } = workerData;
const pandasOf = (metadata) => {
  const entry = (metadata.key_value_metadata ?? []).find(({ key }) => key === 'pandas');
  try { return JSON.parse(entry.value) ?? {}; } catch { return {}; }
};
const named = (name) => typeof name === 'string' && !/^__index_level_[0-9]+__$/.test(name) ? name : null;
const indexOf = ({ index_columns: listed }) => {
  if (!Array.isArray(listed) || listed.length === 0) return undefined;
  if (listed.every((one) => typeof one === 'string')) return { columns: listed, names: listed.map(named) };
  const { kind, start, stop, step, name } = listed[0] ?? {};
  if (listed.length > 1 || kind !== 'range' || ![start, stop, step].every(Number.isSafeInteger) || step === 0) return undefined;
  return { start, step, length: Math.max(0, Math.ceil((stop - start) / step)), name: named(name) };
};
const storedOf = ({ type, converted_type: converted, logical_type: logical }) => {
  if (logical && logical.type !== 'INTEGER') return logical.type === 'FLOAT16' ? 'float16' : undefined;
  if (type === 'FLOAT') return 'float32';
  if (type === 'DOUBLE') return 'float64';
  if (type !== 'INT32' && type !== 'INT64') return undefined;
  if (logical) return (logical.isSigned ? 'int' : 'uint') + logical.bitWidth;
  const sized = /^(U?INT)_(8|16|32|64)$/.exec(converted ?? '');
  if (sized) return sized[1].toLowerCase() + sized[2];
  return converted ? undefined : type === 'INT32' ? 'int32' : 'int64';
};
// A date counts milliseconds: what is finer stands behind them.
const instant = (units, perMilli) => {
  const part = ((units % perMilli) + perMilli) % perMilli;
  const text = new Date(Number((units - part) / perMilli)).toISOString();
  return part === 0n ? text : text.replace('Z', String(part).padStart(String(perMilli).length - 1, '0').replace(/0+$/, '') + 'Z');
};
const parsers = {
  timestampFromMicroseconds: (value) => instant(BigInt(value), 1000n),
  timestampFromNanoseconds: (value) => instant(BigInt(value), 1000000n),
};
// hyparquet takes unsigned numbers of columns with gaps for signed ones.
const unsigned = (value) => typeof value === 'bigint' ? BigInt.asUintN(64, value) : value;
const plain = (value) => value instanceof Date ? value.toISOString()
  : typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)) : value ?? null;
(async () => {
${OPENING}  const rows = Number(metadata.num_rows);
  const pandas = pandasOf(metadata);
  const index = indexOf(pandas);
  const said = new Map((Array.isArray(pandas.columns) ? pandas.columns : []).map((column) => [column?.field_name ?? column?.name, column]));
  const flat = parquetSchema(metadata).children.map(({ element, children }) => ({ name: element.name, element, flat: children.length === 0 && element.repetition_type !== 'REPEATED' }));
  const twice = flat.find(({ name }, i) => flat.findIndex((other) => other.name === name) < i);
  if (twice) throw Object.assign(new Error(twice.name), { repeated: true });
  const chosen = flat.filter(({ name }) => !wanted || wanted.includes(name) || (withIndex && index?.columns?.includes(name)));
  if (!(rows >= 0 && rows * Math.max(1, chosen.length) * 8 <= maxBytes)) throw Object.assign(new Error(rows + ' rows of ' + chosen.length + ' columns'), { large: true });
  const columns = [];
  for (const { name, flat, element } of chosen) {
    if (!flat) { columns.push({ name, values: undefined }); continue; }
    const values = new Array(rows).fill(null);
    const stored = storedOf(element);
    const read = stored === 'uint64' ? (value) => plain(unsigned(value)) : plain;
    let seen = 0;
    await parquetRead({ file, metadata, parsers, compressors: bounded, columns: [name], onChunk: ({ columnData, rowStart }) => {
      for (let i = 0; i < columnData.length && rowStart + i < rows; i++, seen++) values[rowStart + i] = read(columnData[i]);
    } });
    if (seen !== rows) throw new Error('the column ' + name + ' has ' + seen + ' values for ' + rows + ' rows');
    const { pandas_type: kind, numpy_type: type, metadata: facts } = said.get(name) ?? {};
    const digits = element.logical_type?.precision ?? (element.converted_type === 'DECIMAL' ? element.precision : undefined);
    columns.push({ name, values, stored, digits, pandas: kind === 'categorical' ? 'category' : String(type), ordered: facts?.ordered === true });
  }
  parentPort.postMessage({ found: { rows, columns, index } });
})().catch((error) => parentPort.postMessage({ wrong: String(error.message).slice(0, 300), large: error.large, repeated: error.repeated }));
`;

/**
 * Reads columns of a parquet file in a thread of its own.
 *
 * @param options.wanted only these columns; all where it is undefined
 * @param options.withIndex reads the columns of row names as well
 * @throws TissuebookError 'corrupt' (also when the time is over), 'too-large'
 */
export async function readColumns(
  path: string,
  name: string,
  limits: ParquetLimits,
  { wanted, withIndex = false }: { wanted?: readonly string[] | undefined; withIndex?: boolean } = {},
): Promise<ParquetFound> {
  const { worker, close } = startWorker(SCRIPT, path, { ...limits, leastMemory: LEAST_MEMORY }, { wanted, withIndex });
  try {
    return await answerOf(worker, name, limits);
  } finally {
    await close();
  }
}

/**
 * Starts a program that reads a parquet file, in a thread with the memory that it may take; it ends when its time is over.
 *
 * @param limits.leastMemory in MiB, with which the program itself starts
 * @param data what the program finds in workerData beside the file, the limit and where its modules are
 */
export function startWorker(
  script: string,
  path: string,
  { maxBytes, maxSeconds, leastMemory }: ParquetLimits & { leastMemory: number },
  data: object = {},
): { worker: Worker; close: () => Promise<void> } {
  const worker = new Worker(script, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: leastMemory + Math.ceil(maxBytes / 2 ** 20) },
    workerData: {
      ...data,
      path,
      maxBytes,
      hyparquet: moduleUrl('hyparquet', 'src', 'node.js'),
      compressors: moduleUrl('hyparquet-compressors', 'src', 'index.js'),
    },
  });
  const timer = setTimeout(() => void worker.terminate(), Math.min(2 ** 31 - 1, 1000 * maxSeconds));
  const close = async (): Promise<void> => {
    clearTimeout(timer);
    await worker.terminate();
  };
  return { worker, close };
}

/** What the worker sends: what it found, or what was wrong. */
interface Answer {
  found?: ParquetFound;
  wrong?: string;
  large?: boolean;
  repeated?: boolean;
}

function answerOf(worker: Worker, name: string, limits: ParquetLimits): Promise<ParquetFound> {
  return new Promise((resolve, reject) => {
    worker.once('message', ({ found, wrong, large, repeated }: Answer) => {
      if (found) resolve(found);
      else if (repeated) reject(repeatedName(name, wrong!));
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

function repeatedName(name: string, column: string): TissuebookError {
  return new TissuebookError('unsupported-encoding', `${name} has the column "${column}" more than once.`, {
    argument: 'path',
    found: column,
    advice: 'Give its columns different names: in Python, table.rename_columns(...) of pyarrow.',
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
