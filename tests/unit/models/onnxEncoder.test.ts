import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOnnxEncoder } from '../../../src/models';
import { encodeImages } from '../../../src/tasks';
import { picturedExample } from '../tasks/pictured';

const folder = mkdtempSync(join(tmpdir(), 'onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A message of protocol buffers: fields by number, numbers as varints, the rest with its length. */
type Field = readonly [number, number | string | Uint8Array];
function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.from([...varint(field << 3), ...varint(value)]);
      const bytes = Buffer.from(value as Uint8Array);
      return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
    }),
  );
}

function varint(value: number): number[] {
  const out: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return [...out, rest];
    out.push((rest & 127) | 128);
  }
}

/** A tensor of float32 values with sizes; a text is a size that is not fixed. */
function value(name: string, sizes: readonly (number | string)[]): Uint8Array {
  const dims = sizes.map((size): Field => [1, message([typeof size === 'number' ? 1 : 2, size])]);
  return message([1, name], [2, message([1, message([1, 1], [2, message(...dims)])])]);
}

/** A file whose network is one operator: the mean over all places of [n, 3, side, side], or over its last axis. */
function model(
  name: string,
  operator: 'GlobalAveragePool' | 'Identity',
  input: readonly (number | string)[],
  output: readonly (number | string)[],
): string {
  const node = message([1, 'x'], [2, 'y'], [3, 'node'], [4, operator]);
  const graph = message([1, node], [2, 'graph'], [11, value('x', input)], [12, value('y', output)]);
  const path = join(folder, name);
  writeFileSync(path, message([1, 8], [7, graph], [8, message([1, ''], [2, 13])]));
  return path;
}

const refused = (kind: string, text: RegExp): unknown =>
  expect.objectContaining({ kind, message: expect.stringMatching(text) });

/** The packages that run such files, as far as they are here: both are brought by those who want them. */
const PACKAGES = { wasm: 'onnxruntime-web', native: 'onnxruntime-node' } as const;
const here = (Object.keys(PACKAGES) as (keyof typeof PACKAGES)[]).filter((runtime) =>
  [process.env.TISSUEBOOK_ONNX, __dirname].some((place) => {
    if (!place) return false;
    try {
      return Boolean(createRequire(join(place, 'none.js')).resolve(PACKAGES[runtime]));
    } catch {
      return false;
    }
  }),
);

describe.runIf(here.length > 0).each(here.length > 0 ? here : (['wasm'] as const))(
  'an encoder from an ONNX file, run as %s (needs TISSUEBOOK_ONNX)',
  (runtime) => {
    it('gives what its network says of standardized crops, under a name of its own', async () => {
      const path = model('mean.onnx', 'GlobalAveragePool', ['n', 3, 's', 's'], ['n', 3, 1, 1]);
      const encoder = await readOnnxEncoder(path, { runtime, side: 6, mean: [0, 0, 0], deviation: [1, 1, 0.5] });
      expect(encoder.name).toMatch(/^mean\.onnx \([0-9a-f]{12}\)$/);
      const data = picturedExample();
      const encoded = await encodeImages(data, encoder, { key: 'X_mean', width: 12 });
      const { values } = await data.image.batch(data.cells, { side: 6, width: 12 });
      const means = [0, 1, 2].map((c) => {
        let sum = 0;
        for (let p = 0; p < 36; p++) sum += values[7 * 108 + 3 * p + c] / 36;
        return c === 2 ? 2 * sum : sum;
      });
      const own = [...encoded.obsm.get('X_mean')!.row(7)];
      own.forEach((value, c) => expect(value).toBeCloseTo(means[c], 4));
      expect(encoded.uns.get('X_mean_encoder')).toBe(encoder.name);
      expect(data.cells.obsm.has('X_mean')).toBe(false);
      await encoder.close();
    });

    it('takes pictures with channels behind, and one of several tokens', async () => {
      const path = model('tokens.onnx', 'Identity', ['n', 2, 2, 3], ['n', 2, 2, 3]);
      const encoder = await readOnnxEncoder(path, { runtime });
      expect([encoder.side, encoder.channels]).toEqual([2, 3]);
      await expect(encoder.embed(new Float32Array(12), 1)).rejects.toThrow(
        refused('shape-mismatch', /gives 1 x 2 x 2 x 3/),
      );
    });

    it('says in words what is wrong with a file', async () => {
      const broken = join(folder, 'broken.onnx');
      writeFileSync(broken, 'this is no model');
      await expect(readOnnxEncoder(broken, { runtime })).rejects.toThrow(
        refused('corrupt', /broken\.onnx is no ONNX model that can be run/),
      );
      await expect(readOnnxEncoder(join(folder, 'none.onnx'), { runtime })).rejects.toThrow(
        refused('file-not-found', /no file/),
      );
      const flat = model('flat.onnx', 'Identity', ['n', 12], ['n', 12]);
      await expect(readOnnxEncoder(flat, { runtime })).rejects.toThrow(
        refused('shape-mismatch', /takes x float32 \[n, 12\].*one input of pictures/),
      );
      const fixed = model('fixed.onnx', 'GlobalAveragePool', ['n', 3, 8, 8], ['n', 3, 1, 1]);
      await expect(readOnnxEncoder(fixed, { runtime, side: 9 })).rejects.toThrow(
        refused('shape-mismatch', /pictures of 8 pixels, not of 9/),
      );
      await expect(readOnnxEncoder(fixed, { runtime, mean: [0] })).rejects.toThrow(
        refused('invalid-argument', /1 numbers for 3 channels/),
      );
    });
  },
);

describe.runIf(here.length === 0)('an encoder from an ONNX file, without a runtime', () => {
  it.each(Object.entries(PACKAGES))('says how that of %s is brought', async (runtime, name) => {
    const path = model('mean.onnx', 'GlobalAveragePool', ['n', 3, 8, 8], ['n', 3, 1, 1]);
    await expect(readOnnxEncoder(path, { runtime: runtime as keyof typeof PACKAGES })).rejects.toThrow(
      refused('provider-unavailable', new RegExp(`npm install --ignore-scripts ${name}@1\\.30\\.0`)),
    );
  });
});
