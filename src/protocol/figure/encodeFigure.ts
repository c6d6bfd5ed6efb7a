import { encodeArray, type NumberArray } from '../view/arrays';
import type { PlotlyFigure } from './layout';
import type { Dtype } from '../view/encodedArray';

/** Plotly's own names of the element types (plotly.js 2.28 and later read {dtype, bdata, shape}). */
const codes: Record<Dtype, string> = {
  float32: 'f4',
  float64: 'f8',
  int32: 'i4',
  uint32: 'u4',
  int16: 'i2',
  uint16: 'u2',
  int8: 'i1',
  uint8: 'u1',
};

/** A figure as JSON: typed arrays become plotly's base64 form, as plotly.py 6 writes it. */
export function encodeFigure(figure: PlotlyFigure): Record<string, unknown> {
  return encode({ data: figure.data, layout: figure.layout, config: figure.config }) as Record<string, unknown>;
}

/** Whether these are the rows of a matrix: of one type and length. */
function areRows(value: unknown[]): value is NumberArray[] {
  const [first] = value;
  if (!ArrayBuffer.isView(first)) return false;
  const { constructor, byteLength } = first;
  return value.every(
    (row) => ArrayBuffer.isView(row) && row.constructor === constructor && row.byteLength === byteLength,
  );
}

/** Rows as one array with its shape: plotly reads no base64 within a list. */
function encodeRows(rows: NumberArray[]): Record<string, unknown> {
  const [width, Type] = [rows[0]!.length, rows[0]!.constructor as new (length: number) => NumberArray];
  const all = new Type(rows.length * width);
  rows.forEach((row, at) => all.set(row, at * width));
  return { ...(encode(all) as object), shape: `${rows.length}, ${width}` };
}

function encode(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const { dtype, bdata } = encodeArray(value as NumberArray);
    return { dtype: codes[dtype], bdata };
  }
  if (Array.isArray(value)) return areRows(value) ? encodeRows(value) : value.map(encode);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, encode(field)]));
  }
  // JSON has no NaN; plotly draws a gap for null.
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
