import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { TissuebookError } from '../../errors';
import { unzipped } from '../unzipped';
import { type Batch, type BatchLimits, requireColumns, type TableBatches, type WantedColumns } from './tableBatches';

/** Lines of one batch (ours). */
const LINES = 65_536;
/** Characters of the longest line: a table of cells has no longer one (ours). */
const LONGEST_LINE = 1_000_000;

/** Opens a table of text, commas or tabs between its fields, also gzipped; only a batch of lines is in memory. */
export async function openCsvBatches(path: string, { maxSeconds }: BatchLimits): Promise<TableBatches> {
  const name = basename(path);
  const bytes = unzipped(path);
  const lines = linesOf(bytes, name, Date.now() + 1000 * maxSeconds, maxSeconds);
  const first = await lines.next();
  const header = first.done ? '' : first.value.replace(/^\ufeff/, '');
  const separator = header.includes('\t') && !header.includes(',') ? '\t' : ',';
  const columns = fieldsOf(header, separator);
  const labels = new Map<string, string[]>();
  return {
    name,
    columns,
    labels,
    async *read(wanted) {
      requireColumns({ name, columns }, wanted);
      const batch = new LineBatch(columns, wanted, labels);
      let number = 1;
      for await (const line of lines) {
        number++;
        if (line === '') continue;
        const fields = fieldsOf(line, separator);
        if (fields.length !== columns.length) throw uneven(name, number, fields.length, columns.length);
        if (batch.add(fields) === LINES) yield batch.take();
      }
      if (batch.rows) yield batch.take();
    },
    close: async () => void bytes.destroy(),
  };
}

/** Lines that are taken apart into columns. */
class LineBatch {
  rows = 0;
  readonly #numbers: { at: number; name: string; values: Float64Array }[];
  readonly #texts: { at: number; name: string; codes: Int32Array; labels: string[]; places: Map<string, number> }[];

  constructor(columns: readonly string[], wanted: WantedColumns, all: Map<string, string[]>) {
    this.#numbers = wanted.numbers.map((name) => ({
      at: columns.indexOf(name),
      name,
      values: new Float64Array(LINES),
    }));
    this.#texts = wanted.texts.map((name) => {
      const labels: string[] = [];
      all.set(name, labels);
      return { at: columns.indexOf(name), name, codes: new Int32Array(LINES), labels, places: new Map() };
    });
  }

  /** @returns how many rows there are now */
  add(fields: readonly string[]): number {
    const row = this.rows++;
    for (const { at, values } of this.#numbers) values[row] = fields[at] === '' ? NaN : Number(fields[at]);
    for (const { at, codes, labels, places } of this.#texts) {
      const text = fields[at]!;
      let place = text === '' ? -1 : places.get(text);
      if (place === undefined) {
        // A part of a line would keep the whole chunk of the file in memory.
        const own = Buffer.from(text).toString();
        places.set(own, (place = labels.push(own) - 1));
      }
      codes[row] = place;
    }
    return this.rows;
  }

  take(): Batch {
    const { rows } = this;
    this.rows = 0;
    return {
      rows,
      numbers: new Map(this.#numbers.map(({ name, values }) => [name, values.slice(0, rows)])),
      texts: new Map(this.#texts.map(({ name, codes }) => [name, codes.slice(0, rows)])),
    };
  }
}

/** @throws TissuebookError 'corrupt' (a broken gzip file, a line without end, a time that is over) */
async function* linesOf(bytes: Readable, name: string, until: number, maxSeconds: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of bytes) {
      if (Date.now() > until) throw overTime(name, maxSeconds);
      const text: string = rest + decoder.write(chunk as Buffer);
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        yield text.slice(from, text[end - 1] === '\r' ? end - 1 : end);
        from = end + 1;
      }
      rest = text.slice(from);
      if (rest.length > LONGEST_LINE) throw damaged(name, `a line is longer than ${LONGEST_LINE} characters`);
    }
  } catch (cause) {
    if (cause instanceof TissuebookError) throw cause;
    throw damaged(name, (cause as Error).message, cause);
  }
  rest += decoder.end();
  if (rest) yield rest.replace(/\r$/, '');
}

/** The fields of a line; a quoted one may hold the separator, and a quotation mark as two. */
function fieldsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] !== '"') {
      const found = line.indexOf(separator, at);
      const end = found < 0 ? line.length : found;
      fields.push(line.slice(at, end));
      at = end + 1;
      continue;
    }
    let text = '';
    let from = at + 1;
    for (;;) {
      const end = line.indexOf('"', from);
      text += line.slice(from, end < 0 ? line.length : end);
      from = end < 0 ? line.length : end + 1;
      if (end < 0 || line[from] !== '"') break;
      text += '"';
      from++;
    }
    fields.push(text);
    at = from + 1;
  }
  return fields;
}

function damaged(name: string, why: string, cause?: unknown): TissuebookError {
  return new TissuebookError('corrupt', `${name} cannot be read as a table: ${why}.`, {
    cause,
    argument: 'path',
    found: name,
    advice: 'Fetch the file again: it may be damaged.',
  });
}

function uneven(name: string, line: number, found: number, wanted: number): TissuebookError {
  return damaged(name, `line ${line} has ${found} fields, the first line ${wanted}`);
}

function overTime(name: string, maxSeconds: number): TissuebookError {
  return new TissuebookError('corrupt', `Reading ${name} was not done after ${maxSeconds} seconds.`, {
    argument: 'maxSeconds',
    found: maxSeconds,
    advice: 'If the file is only long, raise maxSeconds.',
  });
}
