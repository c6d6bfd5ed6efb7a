import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AnnData, type MuData, readH5ad, readH5mu, writeH5ad } from '../data';
import { TissuebookError } from '../errors';
import * as library from '../index';
import { DISPLAY, METADATA, type MimeBundle, PageComms, type PageMessage, VIEW_MIME } from '../protocol';
import { View } from '../views';
import type { BridgeApi } from './bridgeApi';
import { changesSince, type Entries, entriesOf, isExtended } from './changes';
import type { Frame } from './frames';
import { fromPython, toPython } from './values';

/** What Python asks. */
interface Request {
  id?: number;
  /** A function of the library, 'zoo.create' and the like, or a method of the object `on`. */
  call?: string;
  on?: number;
  args?: unknown[];
  /** Ends the call with this number. */
  interrupt?: number;
  /** Forgets an object. */
  release?: number;
  /** What a page said through the widget of a view. */
  page?: { content: PageMessage };
  /** Calls back with what is selected in a view. */
  listen?: number;
}

type Send = (message: object, buffers?: Uint8Array[]) => void;

/** Runs what Python asks for, with its data, and keeps what it goes on to use: models, views, results. */
export class Service {
  readonly #api: BridgeApi;
  readonly #send: Send;
  readonly #objects = new Map<number, unknown>();
  readonly #running = new Map<number, AbortController>();
  readonly #comms: PageComms;
  #last = 0;
  #files = 0;

  /** @param folder for files that Python reads; it makes and removes it */
  constructor(
    api: BridgeApi,
    readonly folder: string,
    send: Send,
  ) {
    this.#api = api;
    this.#send = send;
    this.#comms = new PageComms(api.handlerOf, (content, buffers) => send({ page: { content } }, buffers));
  }

  /** Takes a message of Python's. */
  heard({ message, buffers }: Frame): void {
    const request = message as Request;
    if (request.interrupt !== undefined) this.#running.get(request.interrupt)?.abort();
    else if (request.release !== undefined) this.#objects.delete(request.release);
    else if (request.page) void this.#comms.heard(request.page.content, buffers);
    else if (request.listen !== undefined) this.#listen(request.listen);
    else if (request.id !== undefined) void this.#answer(request.id, request, buffers);
  }

  async #answer(id: number, request: Request, buffers: Uint8Array[]): Promise<void> {
    const control = new AbortController();
    this.#running.set(id, control);
    try {
      const answer: Uint8Array[] = [];
      const value = await this.#api.calls.run({ id, signal: control.signal }, () =>
        this.#call(request, buffers, answer),
      );
      this.#send({ id, value }, answer);
    } catch (error) {
      this.#send({ id, error: described(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #call({ call = '', on, args = [] }: Request, buffers: Uint8Array[], answer: Uint8Array[]): Promise<object> {
    const given = new Map<string, AnnData | MuData>();
    const known = { object: (place: number) => this.#object(place), data: (path: string) => read(path, given) };
    const values = (await fromPython(args, buffers, known)) as unknown[];
    const before = new Map<string, Entries>();
    for (const [path, data] of given) if (data instanceof AnnData) before.set(path, entriesOf(data));
    const owner = on === undefined ? library : this.#object(on);
    const value: unknown = await invoke(owner, call, values);
    const changes: Record<string, string> = {};
    let same = [...given].find(([, data]) => data === value)?.[0];
    for (const [path, entries] of before) {
      const data = given.get(path) as AnnData;
      // Functions that give the same cells with more about them: in Python that is written into the data.
      const extended = value instanceof AnnData && value !== data && isExtended(value, data);
      if (extended) same = path;
      const changed = changesSince(extended ? value : data, entries);
      if (changed) changes[path] = await this.#write(changed);
    }
    return { ...(same === undefined ? await this.#told(value, answer) : { data: same }), changes };
  }

  /** What Python is told of a value: where it lives here, how it shows itself, and its fields. */
  async #told(value: unknown, buffers: Uint8Array[]): Promise<object> {
    if (value instanceof AnnData) return { written: await this.#write(value) };
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { fields: toPython(value, buffers) };
    const object = ++this.#last;
    this.#objects.set(object, value);
    if (value instanceof View) return { object, kind: 'view', bundle: shown(value.bundle()), payload: value.payload };
    const isModel = 'fit' in value && 'can' in value;
    const own = isModel ? modelFields(value as unknown as library.Model) : value;
    const bundle =
      DISPLAY in value ? await (value as { [DISPLAY](): MimeBundle | Promise<MimeBundle> })[DISPLAY]() : {};
    const text = String(bundle['text/plain'] ?? value.toString());
    const fields = toPython(own, buffers);
    return { object, kind: isModel ? 'model' : 'result', bundle: { ...shown(bundle), 'text/plain': text }, fields };
  }

  async #write(adata: AnnData): Promise<string> {
    const path = join(this.folder, `from-node-${++this.#files}.h5ad`);
    await writeH5ad(adata, path);
    return path;
  }

  #object(place: number): unknown {
    if (this.#objects.has(place)) return this.#objects.get(place);
    throw new TissuebookError('missing-key', 'This object belongs to a process that has ended.', {
      advice: 'Make or load it again.',
    });
  }

  #listen(place: number): void {
    const view = this.#object(place);
    if (view instanceof View) view.onSelect((cells) => this.#send({ selected: place }, [bytesOf(cells)]));
  }
}

function bytesOf(cells: Int32Array | readonly number[]): Uint8Array {
  const numbers = Int32Array.from(cells);
  return new Uint8Array(numbers.buffer);
}

/** A bundle without what Python gets in another way. */
function shown(bundle: MimeBundle): Record<string, unknown> {
  const kept = Object.entries(bundle).filter(([type]) => type !== VIEW_MIME);
  return { ...Object.fromEntries(kept), metadata: bundle[METADATA] ?? {} };
}

/** What a model says of itself; its answers to questions are asked for one by one. */
function modelFields({ card, config, trained, features, notices, can }: library.Model): object {
  return { id: card.id, config, trained, features, notices, can: Object.keys(can) };
}

async function read(path: string, given: Map<string, AnnData | MuData>): Promise<AnnData | MuData> {
  const known = given.get(path);
  if (known) return known;
  const data = path.endsWith('.h5mu') ? await readH5mu(path) : await readH5ad(path);
  given.set(path, data);
  await rm(path);
  return data;
}

/** Calls a function by its path ('zoo.create'), as a method of what holds it; a value that is no function is the answer. */
async function invoke(owner: unknown, path: string, args: readonly unknown[]): Promise<unknown> {
  const names = path.split('.');
  let [holder, value] = [owner, owner];
  for (const name of names) {
    holder = value;
    value = (holder as Record<string, unknown> | null)?.[name];
  }
  if (value === undefined) throw new TissuebookError('missing-key', `There is no ${path}.`, { argument: path });
  return typeof value === 'function' ? ((await value.apply(holder, args)) as unknown) : value;
}

function described(error: unknown): object {
  if (error instanceof TissuebookError) return { kind: error.kind, message: error.message };
  if (error instanceof Error) return { kind: error.name, message: error.message, stack: error.stack };
  return { kind: 'Error', message: String(error) };
}
