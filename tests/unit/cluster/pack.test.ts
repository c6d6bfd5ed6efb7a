import { describe, expect, it } from 'vitest';
import { receivedError, sentError } from '../../../src/cluster/wire/errors';
import { KINDS } from '../../../src/cluster/wire/kinds';
import { pack, Ref, unpack } from '../../../src/cluster/wire/pack';
import {
  AnnData,
  categorical,
  DenseMatrix,
  MuData,
  numericArray,
  SparseMatrix,
  Table,
  valuesOf,
} from '../../../src/data';
import { TissuebookError } from '../../../src/errors';
import { zoo } from '../../../src/models';

const around = (value: unknown): unknown => unpack(pack(value, KINDS).buffers, KINDS);

const adata = (): AnnData =>
  new AnnData({
    X: new SparseMatrix(3, 2, { indptr: Int32Array.of(0, 1, 2, 2), indices: Int32Array.of(1, 0), values: Float32Array.of(2, NaN) }),
    obs: new Table(['a', 'b', 'c'], [
      ['type', categorical(['T', null, 'B'], { categories: ['T', 'B'], ordered: true })],
      ['score', Float64Array.of(1, -0, Infinity)],
      ['seen', [true, null, false]],
      ['note', ['ä', null, '']],
    ], { indexName: 'cell' }),
    var: new Table(['g1', 'g2']),
    layers: [['counts', new DenseMatrix(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6))]],
    obsm: [['spatial', new DenseMatrix(3, 4, new Float64Array(12), [2, 2])]],
    uns: new Map<string, never>([['deep', new Map([['n', { ...numericArray([1]), values: BigInt64Array.of(2n ** 60n) }]]) as never], ['$map', 'text' as never]]),
    notices: ['something was left out'],
  }); // prettier-ignore

describe('values that travel', () => {
  it.each([
    ['numbers', [0, -0, 1.5, NaN, Infinity, -Infinity, Number.MIN_VALUE]],
    ['text', ['', 'ä', '\u2028', '😀']],
    ['what is not there', [null, undefined, { a: null }]],
    ['large whole numbers', [2n ** 70n, -1n]],
    ['maps and sets', new Map<unknown, unknown>([[1, new Set(['x'])], ['k', new Map()]])],
    ['objects whose fields look like marks', { $map: 1, $array: 'Float32Array', at: 3 }],
    ['arrays of every type', [Int8Array.of(-1), Uint8Array.of(255), Uint8ClampedArray.of(9), Int16Array.of(-2), Uint16Array.of(2), Int32Array.of(-3), Uint32Array.of(3), Float32Array.of(NaN, 1e-45), Float64Array.of(-0, Infinity), BigInt64Array.of(-1n), BigUint64Array.of(1n)]],
    ['empty arrays', [new Float32Array(), [], {}]],
    ['a part of an array', new Float32Array(10).fill(3).subarray(2, 5)],
  ])('%s come back as they were', (_, value) => expect(around(value)).toStrictEqual(value)); // prettier-ignore

  it('AnnData and MuData come back whole', () => {
    const one = adata();
    const back = around(one) as AnnData;
    expect(back).toBeInstanceOf(AnnData);
    for (const name of one.obs.names) expect(valuesOf(back.obs.get(name))).toEqual(valuesOf(one.obs.get(name)));
    expect(back.obs.get('type')).toEqual(one.obs.get('type'));
    expect([back.obs.indexName, back.obs.index, back.notices]).toEqual(['cell', ['a', 'b', 'c'], one.notices]);
    expect(back.X).toEqual(one.X);
    expect(back.layers.get('counts')).toEqual(one.layers.get('counts'));
    expect(back.obsm.get('spatial')!.inner).toEqual([2, 2]);
    expect(back.uns).toEqual(one.uns);
    const both = new MuData({ mod: { rna: one, other: one.subset({ obs: [2, 0] }) } });
    const again = around(both) as MuData;
    expect([...again.mod.keys()]).toEqual(['rna', 'other']);
    expect(again.obsmap).toEqual(both.obsmap);
    expect(again.modality('other').obs.index).toEqual(['c', 'a']);
  });

  it('refuse what has no place on another machine, by name', () => {
    for (const value of [() => 1, Symbol('x'), new URL('file:///x'), new DataView(new ArrayBuffer(1)), zoo]) {
      expect(() => pack({ value }, KINDS)).toThrowError(/cannot be sent to a cluster/);
    }
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(() => pack(circle)).toThrowError(/nested too deeply/);
  });

  it('refuse what pack did not make', () => {
    const made = (json: string) => () => unpack([Buffer.from(json)], KINDS);
    for (const json of [
      '{"$array":"Function","at":1}',
      '{"$array":"Float32Array","at":7}',
      '{"$kind":"Object","parts":{}}',
    ]) {
      expect(made(json)).toThrowError(expect.objectContaining({ kind: 'corrupt' }));
    }
    expect(() => unpack([Buffer.from('{"$array":"Float32Array","at":1}'), new Uint8Array(3)])).toThrowError(/3 bytes/);
  });

  it('put what lies on the cluster in the place of its key', () => {
    const { buffers, refs } = pack({ a: new Ref('x', 9), b: [new Ref('y', 9)] });
    expect(refs).toEqual(['x', 'y']);
    expect(unpack(buffers, [], [1, 2])).toEqual({ a: 1, b: [2] });
  });

  it('errors keep kind, argument, advice and the stack of the machine where they happened', () => {
    const error = new TissuebookError('missing-key', 'There is no gene.', {
      argument: 'gene',
      found: 'X',
      advice: 'Name another.',
    });
    const back = receivedError({ ...sentError(error), where: 'tls://10.0.0.1:4000' }) as TissuebookError;
    expect(back).toMatchObject({
      kind: 'missing-key',
      argument: 'gene',
      found: 'X',
      advice: 'Name another.',
      message: error.message,
    });
    expect(back.stack).toContain('pack.test.ts');
    expect(back.stack).toContain('on tls://10.0.0.1:4000, called from');
    expect(receivedError(sentError(new RangeError('no'))).name).toBe('RangeError');
  });
});
