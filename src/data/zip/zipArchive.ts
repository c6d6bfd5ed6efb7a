import { inflateRawSync } from 'node:zlib';
import { TissuebookError } from '../../errors';
import type { ByteSource } from './byteSource';
import { crc32 } from './crc32';
import { damaged, LOCAL_BYTES, readDirectory, type ZipMember } from './zipDirectory';

/** Bytes that the header of a member usually has beyond its name: read along with it. */
const EXTRA_BYTES = 64;

/** A zip archive whose members are read one by one, where they lie. */
export class ZipArchive {
  readonly source: ByteSource;
  readonly members: ReadonlyMap<string, ZipMember>;
  /** SHA-256 of the directory, which has names, sizes and check sums of all members. */
  readonly sha256: string;
  /** Where the bytes of members begin that were looked at before. */
  readonly #starts = new Map<string, number>();
  /** The member that was unpacked last: of a shard, parts are asked for one after the other. */
  #last: { name: string; bytes: Uint8Array } | undefined;

  private constructor(source: ByteSource, members: ReadonlyMap<string, ZipMember>, sha256: string) {
    this.source = source;
    this.members = members;
    this.sha256 = sha256;
  }

  /** Reads the directory. @throws TissuebookError as readDirectory */
  static async open(source: ByteSource): Promise<ZipArchive> {
    const { members, sha256 } = await readDirectory(source);
    return new ZipArchive(source, members, sha256);
  }

  /**
   * The bytes of a member, or some of them; undefined where there is none of that name. Of members that are stored as they are only the part is read; a whole one is held against its
   * check sum.
   *
   * @param choose which bytes, as from and length, of as many as there are
   * @param afford takes memory for bytes before they are read, or throws
   * @throws TissuebookError 'corrupt', 'unsupported-encoding' (packed otherwise)
   */
  async read(
    name: string,
    choose: (size: number) => readonly [number, number],
    afford: (bytes: number) => void,
  ): Promise<Uint8Array | undefined> {
    const member = this.members.get(name);
    if (!member) return undefined;
    const [from, length] = choose(member.size);
    if (member.method === 0 && length < member.size) {
      afford(length);
      return this.source.read((await this.#startOf(member)) + from, length);
    }
    const whole = this.#last?.name === name ? this.#last.bytes : await this.#whole(member, afford);
    if (length === member.size) return whole;
    this.#last = { name, bytes: whole };
    return whole.subarray(from, from + length);
  }

  /** Where the bytes of a member lie as the archive has them. @throws TissuebookError 'corrupt', 'unsupported-encoding' (packed otherwise) */
  async placeOf(member: ZipMember): Promise<number> {
    refuseOthers(member, this.source.name);
    return this.#startOf(member);
  }

  async #whole(member: ZipMember, afford: (bytes: number) => void): Promise<Uint8Array> {
    refuseOthers(member, this.source.name);
    afford(member.size + (member.method === 0 ? 0 : member.packed));
    const packed = await this.#packed(member);
    const bytes = member.method === 0 ? packed : this.#inflate(member, packed);
    if (crc32(bytes) !== member.crc) throw damaged(this.source.name, `${member.name} does not have its check sum`);
    return bytes;
  }

  #inflate(member: ZipMember, packed: Uint8Array): Uint8Array {
    let bytes: Uint8Array;
    try {
      bytes = inflateRawSync(packed, { maxOutputLength: Math.max(1, member.size) });
    } catch (cause) {
      throw damaged(this.source.name, `${member.name} does not unpack to its ${member.size} bytes`, cause);
    }
    if (bytes.length === member.size) return bytes;
    throw damaged(this.source.name, `${member.name} unpacks to ${bytes.length} bytes, not to ${member.size}`);
  }

  /** The bytes of a member as they lie in the archive, with its header in one go. */
  async #packed(member: ZipMember): Promise<Uint8Array> {
    const known = this.#starts.get(member.name);
    if (known !== undefined) return this.source.read(known, member.packed);
    const room = LOCAL_BYTES + Buffer.byteLength(member.name) + EXTRA_BYTES + member.packed;
    const bytes = await this.source.read(member.offset, Math.min(room, member.end - member.offset));
    const start = this.#start(member, bytes) - member.offset;
    if (start + member.packed <= bytes.length) return bytes.subarray(start, start + member.packed);
    return this.source.read(member.offset + start, member.packed);
  }

  async #startOf(member: ZipMember): Promise<number> {
    const known = this.#starts.get(member.name);
    if (known !== undefined) return known;
    const length = LOCAL_BYTES + Buffer.byteLength(member.name);
    return this.#start(member, await this.source.read(member.offset, length));
  }

  /** Where the bytes begin, by the header in front of them, which must name the same member. */
  #start(member: ZipMember, bytes: Uint8Array): number {
    const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const nameBytes = header.readUInt16LE(26);
    const same = header.readUInt32LE(0) === 0x04034b50 && header.readUInt16LE(8) === member.method;
    const name = header.subarray(LOCAL_BYTES, LOCAL_BYTES + nameBytes);
    const start = member.offset + LOCAL_BYTES + nameBytes + header.readUInt16LE(28);
    if (!same || (name.toString() !== member.name && name.toString('latin1') !== member.name) || start + member.packed > member.end) {
      throw damaged(this.source.name, `${member.name} is not where its directory says`);
    } // prettier-ignore
    this.#starts.set(member.name, start);
    return start;
  }
}

function refuseOthers({ method, name }: ZipMember, archive: string): void {
  if (method === 0 || method === 8) return;
  throw new TissuebookError('unsupported-encoding', `${name} in ${archive} is packed in a way (${method}) that is not read.`, {
    argument: 'path',
    found: method,
    advice: 'Unpack the archive first: unzip, or 7z x.',
  }); // prettier-ignore
}
