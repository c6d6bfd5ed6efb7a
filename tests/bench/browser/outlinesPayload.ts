import { encodeArray, palette, type SpatialPayload } from '../../../src/protocol';
import { cells, LABELS } from './cells';

/** Corners of each outline. */
export const CORNERS = 20;

/** Outlines of `count` cells in the square of `cells`: twenty corners each, about eight wide where cells are ten apart. */
export function outlinesPayload(count: number): { payload: SpatialPayload; counts: Uint16Array; offsets: Int16Array } {
  const { x, y, codes } = cells(count);
  const labels = Array.from({ length: LABELS }, (_, i) => `type ${i}`);
  const offsets = new Int16Array(2 * CORNERS * count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < CORNERS; k++) {
      const angle = (2 * Math.PI * k) / CORNERS;
      const radius = 430 + 100 * Math.sin(3 * angle + i) + 40 * Math.cos(7 * angle + 2 * i);
      offsets[2 * (CORNERS * i + k)] = Math.round(radius * Math.cos(angle));
      offsets[2 * (CORNERS * i + k) + 1] = Math.round(radius * Math.sin(angle));
    }
  }
  const counts = new Uint16Array(count).fill(CORNERS);
  const corners = CORNERS * count;
  const kept = corners <= 500_000;
  return {
    counts,
    offsets,
    payload: {
      version: 1,
      id: 'bench',
      kind: 'spatial',
      title: 'Cells',
      caption: '',
      description: '',
      unit: 'um',
      cells: { key: 'bench', count, basis: { name: 'spatial', factor: 1 } },
      outlines: {
        key: 'bench',
        count,
        corners,
        width: 9,
        step: 0.01,
        ...(kept && { counts: encodeArray(counts), offsets: encodeArray(offsets, [corners, 2]) }),
      },
      panels: [
        {
          title: '',
          x: encodeArray(x),
          y: encodeArray(y),
          color: { by: 'category', name: 'type', labels, palette: palette(LABELS), codes: encodeArray(codes) },
          hover: [],
        },
      ],
    },
  };
}
