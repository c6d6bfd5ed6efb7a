import { type ThriftField, thriftRecord } from './thrift';

/** A column without missing values: numbers, text, or bytes. */
export interface WrittenColumn {
  name: string;
  values: Float64Array | readonly string[] | readonly Uint8Array[];
}

const MAGIC = Buffer.from('PAR1');
/** Parquet's numbers of types and encodings. */
const DOUBLE = 5;
const BYTE_ARRAY = 6;
const UTF8 = 0;
const PLAIN = 0;
const RLE = 3;

/**
 * A parquet file of one row group and one plain page a column, unpacked: for tables of shapes, which are small beside what they are about.
 *
 * @param metadata texts by key, as 'pandas' and 'geo' are kept
 */
export function parquetFile(columns: readonly WrittenColumn[], rows: number, metadata: ReadonlyMap<string, string>): Buffer {
  const parts: Buffer[] = [MAGIC];
  let at = MAGIC.length;
  const chunks = columns.map(({ name, values }): { fields: ThriftField[]; size: number } => {
    const data = plain(values);
    const head = thriftRecord([
      [1, 'int32', 0],
      [2, 'int32', data.length],
      [3, 'int32', data.length],
      [5, 'record', [[1, 'int32', rows], [2, 'int32', PLAIN], [3, 'int32', RLE], [4, 'int32', RLE]]],
    ]);
    const [offset, size] = [at, head.length + data.length];
    parts.push(head, data);
    at += size;
    const facts: ThriftField[] = [
      [1, 'int32', typeOf(values)], [2, 'list', 'int32', [PLAIN, RLE]], [3, 'list', 'bytes', [name]], [4, 'int32', 0], [5, 'int64', rows],
      [6, 'int64', size], [7, 'int64', size], [9, 'int64', offset],
    ];
    return { fields: [[2, 'int64', offset], [3, 'record', facts]], size };
  });
  const group: ThriftField[] = [
    [1, 'list', 'record', chunks.map(({ fields }) => fields)],
    [2, 'int64', chunks.reduce((sum, { size }) => sum + size, 0)],
    [3, 'int64', rows],
  ];
  const schema: ThriftField[][] = [
    [[4, 'bytes', 'schema'], [5, 'int32', columns.length]],
    ...columns.map(({ name, values }): ThriftField[] => [
      [1, 'int32', typeOf(values)], [3, 'int32', 0], [4, 'bytes', name], ...(typeof values[0] === 'string' ? [[6, 'int32', UTF8] as const] : []),
    ]),
  ];
  const footer = thriftRecord([
    [1, 'int32', 1],
    [2, 'list', 'record', schema],
    [3, 'int64', rows],
    [4, 'list', 'record', [group]],
    [5, 'list', 'record', [...metadata].map(([key, value]): ThriftField[] => [[1, 'bytes', key], [2, 'bytes', value]])],
    [6, 'bytes', 'Tissuebook'],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, MAGIC]);
} // prettier-ignore

const typeOf = (values: WrittenColumn['values']): number => (values instanceof Float64Array ? DOUBLE : BYTE_ARRAY);

/** Values one after the other; those of no fixed length behind their length. */
function plain(values: WrittenColumn['values']): Buffer {
  if (values instanceof Float64Array) return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const parts: Uint8Array[] = [];
  for (const value of values) {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    parts.push(length, bytes);
  }
  return Buffer.concat(parts);
}
