import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AnnData,
  categorical,
  type Column,
  DenseMatrix,
  type NumericColumn,
  readTable,
  SparseMatrix,
  type StoredType,
  Table,
  type UnsValue,
  writeH5ad,
} from '../../src/data';
import { log1p } from '../../src/prepare';

// node --import tsx writeExamples.ts FOLDER: writes .h5ad files of every kind of column and entry.
const folder = process.argv[2]!;
const names = ['a', 'b', 'c'];
const whole = (type: StoredType, values: number[]): NumericColumn => ({
  kind: 'numeric',
  values: Float64Array.from(values),
  integer: true,
  stored: type,
});

function example(): AnnData {
  const obs = new Table(
    names,
    [
      ['type', categorical(['T', null, 'B'])],
      ['level', categorical(['low', 'high', 'low'], { categories: ['low', 'high'], ordered: true })],
      [
        'flags',
        {
          kind: 'categorical',
          codes: Int32Array.of(0, 1, -1),
          categories: ['False', 'True'],
          ordered: false,
          stored: 'boolean',
        },
      ],
      [
        'clusters',
        {
          kind: 'categorical',
          codes: Int32Array.of(1, 0, 1),
          categories: ['0', '7'],
          numbers: Float64Array.of(0, 7),
          ordered: false,
        },
      ],
      ['note', ['x', '', 'ü/<b>']],
      ['missing', ['x', null, 'x']],
      ['n', [1, 2, 2 ** 40]],
      ['maybe', { ...whole('int64', [1, 0, 3]), missing: Uint8Array.of(0, 1, 0) }],
      ['small', { ...whole('uint8', [255, 0, 3]), missing: Uint8Array.of(0, 1, 0) }],
      ['unsigned', whole('uint32', [0, 1, 2 ** 32 - 1])],
      [
        'id',
        {
          kind: 'string',
          values: ['1606388400003099905', '1606388400003099906', '1606388400003099907'],
          stored: 'int64',
        },
      ],
      ['half', { kind: 'numeric', values: Float32Array.of(0.5, 1, 2), integer: false, stored: 'float16' }],
      ['area', Float64Array.of(0.5, NaN, 2)],
      ['inside', [true, false, true]],
      ['perhaps', [true, null, false]],
      ['CD4/CD8', Float64Array.of(1.5, 2.5, 3.5)],
    ],
    { indexName: 'barcode' },
  );
  const X = SparseMatrix.fromDense(
    DenseMatrix.fromRows([
      [0, 1],
      [2, 0],
      [0, 3],
    ]),
  );
  return log1p(
    new AnnData({
      X,
      obs,
      var: new Table(['g', 'h'], [['chosen', [true, false]]]),
      layers: [
        ['counts', X],
        ['a/b', X.toDense()],
      ],
      obsm: [
        [
          'spatial',
          DenseMatrix.fromRows([
            [0, 1],
            [2, 3],
            [4, 5],
          ]),
        ],
        [
          'cube',
          new DenseMatrix(
            3,
            4,
            Float64Array.from({ length: 12 }, (_, i) => i),
            [2, 2],
          ),
        ],
      ],
      obsp: [
        [
          'near',
          SparseMatrix.fromDense(
            DenseMatrix.fromRows([
              [0, 1, 0],
              [1, 0, 0],
              [0, 0, 0],
            ]),
          ),
        ],
      ],
      obsmTables: [['frame', new Table(names, [['u', [1, 2, 3]]])]],
      raw: { X: X.toDense(), var: new Table(['g', 'h']), varm: new Map([['PCs', DenseMatrix.zeros(2, 2)]]) },
      uns: new Map<string, UnsValue>([
        ['title', 'an example'],
        ['ratio', 0.5],
        ['many', 7],
        ['yes', true],
        ['none', null],
        ['table', new Table(['r'], [['k', [1]]])],
        ['words', { kind: 'strings', shape: [2], values: ['a', 'b'] }],
        ['complex', { kind: 'complex', shape: [2], real: Float64Array.of(1, 3), imaginary: Float64Array.of(2, -1) }],
        [
          'records',
          {
            kind: 'records',
            length: 2,
            fields: new Map<string, Column>([
              ['n', whole('int32', [1, 2])],
              ['s', { kind: 'string', values: ['p', 'q'] }],
            ]),
          },
        ],
        ['nested', new Map([['x/y', 1]])],
      ]),
    }),
  );
}

async function main(): Promise<void> {
  const { notices } = await writeH5ad(example(), join(folder, 'example.h5ad'), { compression: 'gzip' });
  writeFileSync(join(folder, 't.csv'), 'cell,type\na,B\nb,NA\nc,B\n');
  const obs = readTable(join(folder, 't.csv'));
  await writeH5ad(new AnnData({ obs, var: new Table([]) }), join(folder, 'fromCsv.h5ad'));
  console.log(JSON.stringify(notices));
}

void main();
