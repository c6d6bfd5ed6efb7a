import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type Frame,
  frameParts,
  FrameReader,
  LIMITS,
  readFrameSync,
  writeFrameSync,
} from '../../../src/cluster/wire/frames';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const framed = (header: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(header));
  return Buffer.concat([length, Buffer.from(header)]);
};

describe('frames', () => {
  it('come together out of chunks of any size', () => {
    const sent = [
      { header: { op: 'run', id: 7, text: 'ä' }, buffers: [bytes('first'), bytes(''), bytes('third')] },
      { header: { op: 'nothing' }, buffers: [] },
    ];
    const stream = Buffer.concat(sent.flatMap(({ header, buffers }) => frameParts(header, buffers)));
    for (const size of [1, 2, 3, 7, stream.length]) {
      const found: Frame[] = [];
      const reader = new FrameReader((frame) => found.push(frame));
      for (let at = 0; at < stream.length; at += size) reader.push(stream.subarray(at, at + size));
      expect(found).toEqual(sent);
    }
  });

  it('are the same when they are written to a file and read from it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frames-'));
    const path = join(folder, 'frame');
    const out = openSync(path, 'w');
    writeFrameSync(out, { op: 'done', id: 1 }, [bytes('abc'), new Uint8Array(3e6).fill(9)]);
    closeSync(out);
    const input = openSync(path, 'r');
    const { header, buffers } = readFrameSync(input)!;
    expect(header).toEqual({ op: 'done', id: 1 });
    expect([buffers[0]!.length, buffers[1]!.length, buffers[1]![2_999_999]]).toEqual([3, 3e6, 9]);
    expect(readFrameSync(input)).toBeUndefined();
    closeSync(input);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['a header that is too long', Buffer.from([255, 255, 255, 255]), 'corrupt'],
    ['a header that is no JSON', framed('{"op":'), 'corrupt'],
    ['a header without op', framed('{"sizes":[]}'), 'corrupt'],
    ['sizes below zero', framed('{"op":"x","sizes":[-1]}'), 'corrupt'],
    ['sizes that are no list', framed('{"op":"x","sizes":7}'), 'corrupt'],
    ['more bytes than are taken', framed(`{"op":"x","sizes":[${LIMITS.bytes + 1}]}`), 'too-large'],
    ['more arrays than are taken', framed(`{"op":"x","sizes":[${'0,'.repeat(LIMITS.buffers)}0]}`), 'too-large'],
  ])('refuse %s before memory is taken', (_, stream, kind) => {
    const reader = new FrameReader(() => expect.unreachable());
    expect(() => reader.push(stream)).toThrowError(expect.objectContaining({ kind }));
  });
});
