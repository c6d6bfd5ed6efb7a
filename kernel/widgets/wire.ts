import { isWidget, type WidgetReference } from './reference';

/** A widget's state, or a part of it, by property. */
export type State = Record<string, unknown>;

/** A state on its way through a comm: references instead of widgets, and bytes beside the JSON. */
export interface Packed {
  state: State;
  /** Where each of the buffers belongs in the state. */
  buffer_paths: (string | number)[][];
  buffers: Uint8Array[];
}

const REFERENCE = 'IPY_MODEL_';

/** Takes bytes out of a state, as ipywidgets' protocol wants it: lists keep a null in their place, objects nothing. */
export function pack(state: State): Packed {
  const packed: Packed = { state: {}, buffer_paths: [], buffers: [] };
  packed.state = packValue(state, [], packed) as State;
  return packed;
}

function packValue(value: unknown, path: (string | number)[], into: Packed): unknown {
  if (isWidget(value)) return REFERENCE + value.id;
  if (Array.isArray(value)) {
    return value.map((one: unknown, i) =>
      takeBytes(one, [...path, i], into) ? null : packValue(one, [...path, i], into),
    );
  }
  if (!isPlain(value)) return value;
  const kept = Object.entries(value).filter(([key, one]) => !takeBytes(one, [...path, key], into));
  return Object.fromEntries(kept.map(([key, one]) => [key, packValue(one, [...path, key], into)]));
}

function takeBytes(value: unknown, path: (string | number)[], { buffer_paths, buffers }: Packed): boolean {
  const bytes = asBytes(value);
  if (!bytes) return false;
  buffer_paths.push(path);
  buffers.push(bytes);
  return true;
}

function asBytes(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/**
 * The state in a message of a page, with its buffers in their places and widgets for references.
 *
 * @throws TypeError when the message is not one of the protocol
 */
export function unpack(data: State, buffers: Uint8Array[], find: (id: string) => WidgetReference | undefined): State {
  const { state, buffer_paths: paths = [] } = data;
  if (!isPlain(state) || !Array.isArray(paths)) throw new TypeError('A widget message has no state.');
  if (paths.length !== buffers.length) {
    throw new TypeError(`A widget message names ${paths.length} buffers and brings ${buffers.length}.`);
  }
  paths.forEach((path: unknown, i) => putBuffer(state, path, buffers[i]!));
  return resolve(state, find) as State;
}

function putBuffer(state: State, path: unknown, buffer: Uint8Array): void {
  if (!Array.isArray(path) || !path.length) throw new TypeError('A buffer of a widget message has no place.');
  const keys = path.map(String);
  const last = keys.pop()!;
  let at: unknown = state;
  for (const key of keys) at = isContainer(at) && Object.hasOwn(at, key) ? (at as State)[key] : undefined;
  const fits = Array.isArray(at) ? Object.hasOwn(at, last) : isPlain(at);
  if (!fits || last === '__proto__') throw new TypeError(`A widget message has no place for ${path.join('.')}.`);
  (at as State)[last] = buffer;
}

function resolve(value: unknown, find: (id: string) => WidgetReference | undefined): unknown {
  if (typeof value === 'string' && value.startsWith(REFERENCE)) return find(value.slice(REFERENCE.length)) ?? value;
  if (Array.isArray(value)) return value.map((one) => resolve(one, find));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one, find)]));
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isPlain(value);
}

/** An object of JSON, as against those of a class. */
export function isPlain(value: unknown): value is State {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
