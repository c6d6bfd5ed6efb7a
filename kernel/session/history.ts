import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { userData } from '../spec/userData';
import type { Json } from '../transport/message';

/** One cell that was run: [session, number of the cell, code, text of its result]. */
type Entry = [session: number, line: number, input: string, output: string | null];

/** Entries that are kept from one kernel to the next. Ours. */
const MOST_ENTRIES = 10_000;
/** For its owner alone: cells may hold what others must not read. */
const PRIVATE = { mode: 0o600 };

/** The cells run so far, in this kernel (a "session") and those before it; kept in a file of JSON lines. */
export class History {
  private readonly entries: Entry[];
  readonly session: number;

  /** @param file where it is kept; undefined keeps nothing */
  constructor(private readonly file: string | undefined = defaultFile()) {
    this.entries = file ? readEntries(file) : [];
    this.session = this.entries.reduce((latest, [session]) => Math.max(latest, session), 0) + 1;
  }

  add(line: number, input: string, output: string | null): void {
    const entry: Entry = [this.session, line, input, output];
    this.entries.push(entry);
    if (this.file) attempt(() => appendFileSync(this.file!, `${JSON.stringify(entry)}\n`, PRIVATE));
  }

  /** Answers a history_request: tuples of session, cell number, and code or [code, result]. */
  answer(request: Json): unknown[] {
    const found = this.find(request);
    return found.map(([session, line, input, output]) => [
      session,
      line,
      request.output === true ? [input, output] : input,
    ]);
  }

  private find(request: Json): Entry[] {
    const n = typeof request.n === 'number' && request.n > 0 ? request.n : undefined;
    switch (request.hist_access_type) {
      case 'tail':
        return this.entries.slice(-(n ?? 10));
      case 'range':
        return this.range(request);
      case 'search':
        return this.search(String(request.pattern ?? '*'), request.unique === true).slice(-(n ?? 1000));
      default:
        return [];
    }
  }

  /** Session 0 is the present one, -1 the one before; `stop` is exclusive. */
  private range({ session: asked, start, stop }: Json): Entry[] {
    const session = typeof asked === 'number' && asked > 0 ? asked : this.session + Number(asked ?? 0);
    const from = Number(start ?? 0);
    const to = typeof stop === 'number' ? stop : Infinity;
    return this.entries.filter(([of, line]) => of === session && line >= from && line < to);
  }

  private search(pattern: string, unique: boolean): Entry[] {
    const matches = glob(pattern);
    const found = this.entries.filter(([, , input]) => matches.test(input));
    if (!unique) return found;
    const last = new Map(found.map((entry) => [entry[2], entry]));
    return found.filter((entry) => last.get(entry[2]) === entry);
  }
}

/** A pattern of the shell: * is any text, ? any character. */
function glob(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/\*+/g, '[^]*').replace(/\?/g, '[^]')}$`);
}

function defaultFile(): string {
  return path.join(userData(), 'tissuebook', 'history.jsonl');
}

function readEntries(file: string): Entry[] {
  attempt(() => mkdirSync(path.dirname(file), { recursive: true }));
  let lines: string[] = [];
  attempt(() => (lines = readFileSync(file, 'utf8').split('\n')));
  const entries = lines.map(parseEntry).filter((entry): entry is Entry => entry !== undefined);
  if (entries.length <= MOST_ENTRIES) return entries;
  const kept = entries.slice(-MOST_ENTRIES / 2);
  attempt(() => writeFileSync(file, kept.map((entry) => `${JSON.stringify(entry)}\n`).join(''), PRIVATE));
  return kept;
}

function parseEntry(line: string): Entry | undefined {
  try {
    const [session, number, input, output] = JSON.parse(line) as unknown[];
    if (!Number.isInteger(session) || !Number.isInteger(number) || typeof input !== 'string') return undefined;
    return [session as number, number as number, input, typeof output === 'string' ? output : null];
  } catch {
    return undefined;
  }
}

/** A home folder that cannot be written to is no reason to refuse a cell. */
function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // The history then ends with this kernel.
  }
}
