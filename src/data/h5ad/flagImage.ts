/** Values of a dataset of a type that the HDF5 library cannot create: truth values (1 and 0), or floats of 2 bytes. */
export interface ImageDataset {
  /** Row-major; the shape [] is a single value. */
  shape: readonly number[];
  values: Uint8Array | Uint16Array;
}

/** What an image holds. */
export interface ImageParts {
  /** By their path ("/obs/in_tissue"). */
  datasets: Map<string, ImageDataset>;
  /** Attributes of groups that are truth values: by the path of the group, by name. */
  attributes: Map<string, Map<string, boolean>>;
}

/** A group of the image on its way: its members are groups and datasets. */
interface Group {
  members: Map<string, Group | ImageDataset>;
  attributes: ReadonlyMap<string, boolean>;
}

const UNDEFINED = 0xffff_ffff_ffff_ffffn;

/**
 * An HDF5 file that holds only groups, datasets of truth values or floats of 2 bytes, and attributes of truth values, as
 * bytes. The HDF5 library in use here cannot create the type in which Python keeps truth values, an enumeration of FALSE
 * and TRUE, nor floats of 2 bytes; it can open this file and add the rest.
 * Layout: HDF5 File Format Specification 3.0, superblock 0, object headers 1, compact groups, contiguous data.
 *
 * @param base bytes that will stand in front of it; addresses count from there
 */
export function flagImage({ datasets, attributes }: ImageParts, base = 0): Buffer {
  const root = newGroup();
  for (const [path, named] of attributes) groupAt(root, partsOf(path)).attributes = named;
  for (const [path, dataset] of datasets) {
    const parts = partsOf(path);
    groupAt(root, parts.slice(0, -1)).members.set(parts.at(-1)!, dataset);
  }
  const image = new Image();
  const superblock = image.reserve(96);
  const address = writeGroup(image, root);
  image.fill(superblock, writeSuperblock(address, base, image.size));
  return image.bytes();
}

const newGroup = (): Group => ({ members: new Map(), attributes: new Map() });
const partsOf = (path: string): string[] => path.split('/').slice(1);

function groupAt(root: Group, parts: readonly string[]): Group {
  let here = root;
  for (const part of parts) {
    const inner = here.members.get(part) ?? newGroup();
    here.members.set(part, inner);
    here = inner as Group;
  }
  return here;
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

function writeGroup(image: Image, { members, attributes }: Group): bigint {
  const links = [...members].map(([name, member]) =>
    linkMessage(name, 'members' in member ? writeGroup(image, member) : writeDataset(image, member)),
  );
  const linkInfo = bytes(u8(0), u8(0), u64(UNDEFINED), u64(UNDEFINED));
  const flags = [...attributes].map(([name, value]) => attributeMessage(name, value));
  return BigInt(image.append(objectHeader([[0x02, linkInfo], [0x0a, bytes(u8(0), u8(0))], ...links, ...flags])));
}

function writeDataset(image: Image, { shape, values }: ImageDataset): bigint {
  const content = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const data = content.length > 0 ? BigInt(image.append(content)) : UNDEFINED;
  const fill = bytes(u8(2), u8(2), u8(2), u8(1), u32(0));
  const layout = bytes(u8(3), u8(1), u64(data), u64(BigInt(content.length)));
  return BigInt(
    image.append(
      objectHeader([
        [0x01, dataspace(shape)],
        [0x03, values instanceof Uint16Array ? HALF_TYPE : flagType()],
        [0x05, fill],
        [0x08, layout],
      ]),
    ),
  );
}

/** Version 1, as older libraries expect it. */
function dataspace(shape: readonly number[]): Buffer {
  return bytes(u8(1), u8(shape.length), u8(0), u8(0), u32(0), ...shape.map((size) => u64(BigInt(size))));
}

/** A truth value as an attribute, version 1: name, type and dataspace each filled up to 8 bytes. */
function attributeMessage(name: string, value: boolean): [number, Buffer] {
  const [text, type, space] = [Buffer.from(`${name}\0`), flagType(), dataspace([])];
  const sizes = bytes(u8(1), u8(0), u16(text.length), u16(type.length), u16(space.length));
  return [0x0c, bytes(sizes, pad8(text), pad8(type), pad8(space), u8(value ? 1 : 0))];
}

/** An enumeration of two members in one signed byte: FALSE is 0, TRUE is 1. */
function flagType(): Buffer {
  const base = bytes(u8(0x10), u8(0x08), u8(0), u8(0), u32(1), u16(0), u16(8));
  const names = bytes(pad8(Buffer.from('FALSE\0')), pad8(Buffer.from('TRUE\0')));
  return bytes(u8(0x18), u8(2), u8(0), u8(0), u32(1), base, names, u8(0), u8(1));
}

/** IEEE 754 binary16: the sign at bit 15, 5 bits of exponent from 10 on with a bias of 15, 10 bits of fraction. */
const HALF_TYPE = bytes(u8(0x11), u8(0x20), u8(0x0f), u8(0), u32(2), u16(0), u16(16), u8(10), u8(5), u8(0), u8(10), u32(15)); // prettier-ignore

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

function bytes(...parts: Buffer[]): Buffer {
  return Buffer.concat(parts);
}

function u8(value: number): Buffer {
  return Buffer.from([value]);
}

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
