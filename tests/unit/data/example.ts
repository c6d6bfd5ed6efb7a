import { AnnData, categorical, DenseMatrix, numericArray, SparseMatrix, Table, type UnsValue } from '../../../src/data';

/** Five cells and three features with every kind of part, column and entry. */
export function example(): AnnData {
  const obs = new Table(
    ['c0', 'c1', 'c2', 'c3', 'c4'],
    [
      ['type', categorical(['b', 'a', null, 'b', 'a'])],
      [
        'level',
        categorical(['low', 'high', 'low', 'low', 'mid'], { categories: ['low', 'mid', 'high'], ordered: true }),
      ],
      [
        'cluster',
        {
          kind: 'categorical',
          codes: Int32Array.of(1, 0, 1, -1, 0),
          categories: ['3', '7'],
          numbers: Float64Array.of(3, 7),
          ordered: false,
        },
      ],
      ['area', Float64Array.of(1.5, 2.5, NaN, 4.5, 5.5)],
      ['count', [1, 2, 2 ** 40, 4, 5]],
      ['maybeCount', [1, null, 3, 4, 5]],
      ['tumour', [true, false, true, true, false]],
      ['maybe', [true, null, false, true, null]],
      ['note', ['täxt', 'α', '', 'a/b', '<b>']],
      ['maybeNote', ['x', null, '', 'y', 'z']],
    ],
  );
  const X = SparseMatrix.fromDense(
    DenseMatrix.fromRows([
      [1, 0, 2],
      [0, 0, 0],
      [0, 3, 0],
      [4, 5, 6],
      [0, 0, 0.5],
    ]),
  );
  return new AnnData({
    X,
    obs,
    var: new Table(['g0', 'g1', 'g2'], [['chosen', [true, false, true]]]),
    layers: [
      ['dense', X.toDense()],
      ['counts', X],
    ],
    obsm: [
      [
        'spatial',
        DenseMatrix.fromRows([
          [0, 0],
          [1, 0],
          [0, 1],
          [5, 5],
          [6, 5],
        ]),
      ],
    ],
    varm: [
      [
        'PCs',
        DenseMatrix.fromRows([
          [1, 0],
          [0, 1],
          [0.5, 0.5],
        ]),
      ],
    ],
    obsp: [
      [
        'near',
        SparseMatrix.fromDense(
          DenseMatrix.fromRows([
            [0, 1, 0, 0, 0],
            [1, 0, 0, 0, 0],
            [0, 0, 0, 2, 0],
            [0, 0, 2, 0, 0],
            [0, 0, 0, 0, 0],
          ]),
        ),
      ],
    ],
    varp: [
      [
        'alike',
        DenseMatrix.fromRows([
          [1, 2, 3],
          [2, 1, 4],
          [3, 4, 1],
        ]),
      ],
    ],
    obsmTables: [['frame', new Table(obs.index, [['u', [1, 2, 3, 4, 5]]])]],
    uns: new Map<string, UnsValue>([
      ['title', 'an example'],
      ['ratio', 0.5],
      ['many', 7],
      ['yes', true],
      ['vector', numericArray([1, 2, 3])],
      ['grid', numericArray(Float32Array.of(1, 2, 3, 4), [2, 2])],
      ['names', { kind: 'strings', shape: [2], values: ['p', 'q'] }],
      ['__proto__', new Map<string, UnsValue>([['polluted', 1]])],
      ['nested', new Map([['inner', new Map([['deep', 3.25]])]])],
      ['table', new Table(['r0', 'r1'], [['k', [1, 2]]])],
      [
        'records',
        {
          kind: 'records',
          length: 2,
          fields: new Map([
            ['i', { kind: 'numeric', values: Float64Array.of(1, 3), integer: true }],
            ['s', { kind: 'string', values: ['one', 'drëi'] }],
          ]),
        },
      ],
    ]),
    raw: { X: X.toDense(), var: new Table(['g0', 'g1', 'g2']) },
  });
}
