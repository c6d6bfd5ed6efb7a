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

function encode(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) {
    const { dtype, bdata } = encodeArray(value as NumberArray);
    return { dtype: codes[dtype], bdata };
  }
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, encode(field)]));
  }
  // JSON has no NaN; plotly draws a gap for null.
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
