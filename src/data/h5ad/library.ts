import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TissuebookError } from '../../errors';

/** Describes the values of a dataset or an attribute, as h5wasm gives it. */
export interface ValueType {
  /** HDF5's class of the type: 0 integer, 1 float, 3 string, 6 compound, 7 reference, 8 enumeration, 9 lists, 10 array. */
  type: number;
  size: number;
  signed: boolean;
  /** Text of variable length. */
  vlen: boolean;
  littleEndian: boolean;
  /** 1 is UTF-8. */
  cset?: number;
  /** 2 is text filled up with spaces. */
  strpad?: number;
  shape: number[] | null;
  total_size: number;
  chunks: number[] | null;
  enum_type?: { type: number; members: Record<string, number> };
  compound_type?: { members: (ValueType & { name: string; offset: number })[] };
  array_type?: ValueType;
  virtual_sources?: VirtualSource[];
}

/** Where a part of a virtual dataset is: '.' is the file itself. */
export interface VirtualSource {
  file_name: string;
  dset_name: string;
}

/** The part of h5wasm's module that is used here; every call is safe to repeat and leaves no handle open. */
export interface H5Module {
  open(path: string, mode: number, trackOrder: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  get_names(file: bigint, path: string, recursive: boolean): string[];
  get_type(file: bigint, path: string): number;
  get_external_link(file: bigint, path: string): { filename?: string };
  get_symbolic_link(file: bigint, path: string): string | null;
  get_attribute_names(file: bigint, path: string): string[];
  get_attribute_metadata(file: bigint, path: string, name: string): ValueType;
  get_attribute_data(file: bigint, path: string, name: string, at: bigint): number;
  get_dataset_metadata(file: bigint, path: string): ValueType;
  get_dataset_filters(file: bigint, path: string): { id: number; name: string; cd_values: number[] }[];
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    at: bigint,
  ): number;
  set_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    at: bigint,
  ): number;
  reclaim_vlen_memory(file: bigint, path: string, attribute: string, at: bigint): number;
  reclaim_vlen_memory_count(file: bigint, path: string, attribute: string, at: bigint, count: bigint[]): number;
  create_object_reference(file: bigint, path: string): Uint8Array;
  get_referenced_name(file: bigint, reference: Uint8Array, isObject: boolean): string;
  create_group(file: bigint, path: string, trackOrder: boolean): number;
  create_dataset(file: bigint, path: string, at: bigint, type: object): number;
  create_vlen_str_dataset(file: bigint, path: string, values: readonly string[], type: object): number;
  create_attribute(file: bigint, path: string, name: string, at: bigint, type: object): number;
  create_vlen_str_attribute(file: bigint, path: string, name: string, values: readonly string[], type: object): number;
  insert_plugin_search_path(folder: string, index: number): number;
  remove_plugin_search_path(index: number): number;
  resize_dataset(file: bigint, path: string, shape: bigint[]): number;
  flush(file: bigint): number;
  _malloc(bytes: number): number;
  _free(at: number): void;
  HEAPU8: Uint8Array;
  FS: { write: (stream: { fd: number }, buffer: Uint8Array, offset: number, length: number, at?: number) => number };
}

/** h5wasm with its complaints collected: HDF5 prints them to stderr and mostly goes on, with garbage for data. */
export interface H5Library {
  module: H5Module;
  /** The call that is being made. One that stays here was cut short, and what the library holds can no longer be trusted. */
  readonly doing: string | undefined;
  /**
   * Runs one call of the library.
   *
   * @param what what is being done, for the message: "reading /X/data of cells.h5ad"
   * @throws TissuebookError 'corrupt' when HDF5 complained or the call failed, 'out-of-memory'
   */
  call<T>(what: string, run: () => T): T;
}

let loading: Promise<H5Library> | undefined;

/** Loads the HDF5 library: once, and again after a call was cut short by a time limit or an interrupt. */
export async function loadLibrary(): Promise<H5Library> {
  loading ??= firstModule().then(createLibrary);
  const library = await loading;
  if (library.doing === undefined) return library;
  loading = freshModule().then(createLibrary);
  return loading;
}

async function firstModule(): Promise<H5Module> {
  const { ready } = await import('h5wasm/node');
  return (await ready) as unknown as H5Module;
}

/** Another instance, with a memory of its own. h5wasm makes only one, from a factory that is not among its exports. */
async function freshModule(): Promise<H5Module> {
  const file = join('h5wasm', 'dist', 'node', 'hdf5_util.js');
  const places = (require.resolve.paths('h5wasm') ?? []).map((folder) => join(folder, file));
  const factory = places.find((place) => existsSync(place));
  if (!factory) {
    throw new TissuebookError('provider-unavailable', 'The HDF5 library was stopped and cannot be started again.', {
      advice: 'Restart the kernel to read further .h5ad files.',
    });
  }
  const { default: create } = (await import(pathToFileURL(factory).href)) as {
    default: (options: { noInitialRun: true }) => Promise<H5Module>;
  };
  return create({ noInitialRun: true });
}

function createLibrary(module: H5Module): H5Library {
  const complaints = { text: '' };
  let doing: string | undefined;
  collectComplaints(module, complaints);
  return {
    module,
    get doing() {
      return doing;
    },
    call: (what, run) => {
      complaints.text = '';
      doing = what;
      let result;
      try {
        result = run();
      } catch (cause) {
        doing = undefined;
        throw failure(what, cause, complaints.text);
      }
      doing = undefined;
      if (complaints.text) throw failure(what, undefined, complaints.text);
      return result;
    },
  };
}

/**
 * Sends what HDF5 writes to stderr into `complaints`. A complaint is the only sign of several failures, an unreadable
 * group among them, which h5wasm answers with an incomplete list.
 */
function collectComplaints(module: H5Module, complaints: { text: string }): void {
  const write = module.FS.write.bind(module.FS);
  const decoder = new TextDecoder();
  module.FS.write = (stream, buffer, offset, length, at) => {
    if (stream.fd !== 2) return write(stream, buffer, offset, length, at);
    if (complaints.text.length < 20_000) {
      const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
      complaints.text += decoder.decode(bytes.slice());
    }
    return length;
  };
}

function failure(what: string, cause: unknown, complaint: string): TissuebookError {
  if (cause instanceof TissuebookError) return cause;
  const text = `${complaint}\n${cause instanceof Error ? cause.message : ''}`;
  if (/memory|allocat/i.test(cause instanceof Error ? cause.message : '')) {
    return new TissuebookError('out-of-memory', `There was not enough memory for ${what}.`, { cause });
  }
  return new TissuebookError('corrupt', `HDF5 failed at ${what}: ${firstReason(text)}.`, {
    cause: cause ?? new Error(complaint),
    advice: 'The file is damaged or incomplete; fetch or write it again.',
  });
}

/** The innermost reason of the first report; HDF5 lists callers first. */
function firstReason(report: string): string {
  const first = report.split('HDF5-DIAG').find((part) => part.includes('#0')) ?? report;
  const reasons = [...first.matchAll(/#\d+:.*?: (.*)$/gm)].map((match) => match[1]!.trim());
  return reasons.at(-1)?.slice(0, 200) ?? (report.trim().split('\n')[0]?.slice(0, 200) || 'no reason given');
}
