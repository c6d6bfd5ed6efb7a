import { decodeArray, encodeArray } from './arrays';
import type { EncodedArray } from './encodedArray';
import type { SpatialPayload } from './types';

/**
 * A view in the plane with all of its lengths in micrometers.
 *
 * @param size micrometers in a unit of the view
 */
export function inMicrometers(payload: SpatialPayload, size: number): SpatialPayload {
  const places = (array: EncodedArray): EncodedArray => encodeArray(Float64Array.from(decodeArray(array), (at) => at * size), array.shape); // prettier-ignore
  const edges = ([from, to]: [number, number]): [number, number] => [from * size, to * size];
  const { cells, outlines, transcripts } = payload;
  return {
    ...payload,
    unit: 'um',
    panels: payload.panels.map((panel) => ({
      ...panel,
      x: places(panel.x),
      y: places(panel.y),
      ...(panel.regions && { regions: panel.regions.map(({ name, x, y }) => ({ name, x: places(x), y: places(y) })) }),
    })),
    ...(payload.images && { images: payload.images.map((image) => ({ ...image, x: edges(image.x), y: edges(image.y) })) }), // prettier-ignore
    ...(cells && { cells: { ...cells, basis: { ...cells.basis, factor: cells.basis.factor * size } } }),
    ...(outlines && { outlines: { ...outlines, width: outlines.width * size, step: outlines.step * size } }),
    ...(transcripts && { transcripts: { ...transcripts, factor: transcripts.factor * size } }),
  };
}

/** Whether a view shows places in the plane whose unit is not known to be micrometers. */
export function asksUnit(payload: SpatialPayload): boolean {
  return payload.unit !== 'um' && !payload.axes && !payload.space && payload.cells !== undefined;
}
