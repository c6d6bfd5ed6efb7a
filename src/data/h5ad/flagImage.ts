/** Truth values of a dataset: 1 and 0, row-major; the shape [] is a single value. */
export interface FlagDataset {
  shape: readonly number[];
  values: Uint8Array;
}

/** Datasets by their path ("/obs/in_tissue"). */
export type FlagDatasets = ReadonlyMap<string, FlagDataset>;

/** A group of the image on its way: its members are groups and datasets. */
type Group = Map<string, Group | FlagDataset>;

const UNDEFINED = 0xffff_ffff_ffff_ffffn;

/**
 * An HDF5 file that holds only groups and datasets of truth values, as bytes. The HDF5 library in use here cannot create
 * the type in which Python keeps truth values, an enumeration of FALSE and TRUE; it can open this file and add the rest.
 * Layout: HDF5 File Format Specification 3.0, superblock 0, object headers 1, compact groups, contiguous data.
 *
 * @param base bytes that will stand in front of it; addresses count from there
 */
export function flagImage(datasets: FlagDatasets, base = 0): Buffer {
  const root: Group = new Map();
  for (const [path, dataset] of datasets) place(root, path.split('/').slice(1), dataset);
  const image = new Image();
  const superblock = image.reserve(96);
  const address = writeGroup(image, root);
  image.fill(superblock, writeSuperblock(address, base, image.size));
  return image.bytes();
}

function place(group: Group, names: readonly string[], dataset: FlagDataset): void {
  const [name, ...rest] = names as [string, ...string[]];
  if (rest.length === 0) {
    group.set(name, dataset);
    return;
  }
  const inner = group.get(name) ?? new Map();
  group.set(name, inner);
  place(inner as Group, rest, dataset);
}

/** Bytes that grow at the end; everything in it starts at a multiple of 8. */
class Image {
  readonly #parts: Buffer[] = [];
  size = 0;

  reserve(length: number): number {
    return this.append(Buffer.alloc(length));
  }

  append(part: Buffer): number {
    const at = this.size;
    const padded = pad8(part);
    this.#parts.push(padded);
    this.size += padded.length;
    return at;
  }

  /** Overwrites what was reserved as the first part. */
  fill(at: number, part: Buffer): void {
    part.copy(this.#parts[0]!, at);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function writeGroup(image: Image, group: Group): bigint {
  const links = [...group].map(([name, member]) =>
    linkMessage(name, member instanceof Map ? writeGroup(image, member) : writeDataset(image, member)),
  );
  const linkInfo = bytes(u8(0), u8(0), u64(UNDEFINED), u64(UNDEFINED));
  return BigInt(image.append(objectHeader([[0x02, linkInfo], [0x0a, bytes(u8(0), u8(0))], ...links])));
}

function writeDataset(image: Image, { shape, values }: FlagDataset): bigint {
  const data = values.length > 0 ? BigInt(image.append(Buffer.from(values))) : UNDEFINED;
  const dataspace = bytes(u8(1), u8(shape.length), u8(0), u8(0), u32(0), ...shape.map((size) => u64(BigInt(size))));
  const fill = bytes(u8(2), u8(2), u8(2), u8(1), u32(0));
  const layout = bytes(u8(3), u8(1), u64(data), u64(BigInt(values.length)));
  return BigInt(
    image.append(
      objectHeader([
        [0x01, dataspace],
        [0x03, flagType()],
        [0x05, fill],
        [0x08, layout],
      ]),
    ),
  );
}

/** An enumeration of two members in one signed byte: FALSE is 0, TRUE is 1. */
function flagType(): Buffer {
  const base = bytes(u8(0x10), u8(0x08), u8(0), u8(0), u32(1), u16(0), u16(8));
  const names = bytes(pad8(Buffer.from('FALSE\0')), pad8(Buffer.from('TRUE\0')));
  return bytes(u8(0x18), u8(2), u8(0), u8(0), u32(1), base, names, u8(0), u8(1));
}

/** A hard link with a UTF-8 name of up to 65,535 bytes. */
function linkMessage(name: string, address: bigint): [number, Buffer] {
  const text = Buffer.from(name);
  return [0x06, bytes(u8(1), u8(0x11), u8(1), u16(text.length), text, u64(address))];
}

function objectHeader(messages: readonly (readonly [number, Buffer])[]): Buffer {
  const body = messages.map(([type, data]) => {
    const padded = pad8(data);
    return bytes(u16(type), u16(padded.length), u8(0), u8(0), u16(0), padded);
  });
  const size = body.reduce((sum, part) => sum + part.length, 0);
  return bytes(u8(1), u8(0), u16(messages.length), u32(1), u32(size), u32(0), ...body);
}

/** The address of the base and that of the end count from the start of the file, all others from the base. */
function writeSuperblock(root: bigint, base: number, size: number): Buffer {
  const signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
  const versions = bytes(u8(0), u8(0), u8(0), u8(0), u8(0), u8(8), u8(8), u8(0), u16(4), u16(16), u32(0));
  const addresses = bytes(u64(BigInt(base)), u64(UNDEFINED), u64(BigInt(base + size)), u64(UNDEFINED));
  return bytes(signature, versions, addresses, u64(0n), u64(root), u32(0), u32(0), u64(0n), u64(0n));
}

function pad8(part: Buffer): Buffer {
  return part.length % 8 ? Buffer.concat([part], part.length + 8 - (part.length % 8)) : part;
}

const bytes = (...parts: Buffer[]): Buffer => Buffer.concat(parts);
const u8 = (value: number): Buffer => Buffer.from([value]);

function u16(value: number): Buffer {
  const out = Buffer.alloc(2);
  out.writeUInt16LE(value);
  return out;
}

function u32(value: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32LE(value);
  return out;
}

function u64(value: bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(value);
  return out;
}
