import { AnnData, DenseMatrix, Table } from '../../src/data';
import type { SpatialPayload } from '../../src/protocol';
import { spatialView } from '../../src/views';
import { type ShownWatch, watchedView } from '../../src/views/training';

/** A training that is over, as a notebook keeps it: cells of a grid go from one token to two more. */
export function keptTraining(): SpatialPayload {
  const side = 10;
  const places = Array.from({ length: side * side }, (_, i) => [10 * (i % side), 10 * Math.floor(i / side)]);
  const cells = new AnnData({
    obs: new Table(places.map((_, i) => `cell-${i}`)),
    var: new Table([]),
    obsm: [['spatial', DenseMatrix.fromRows(places)]],
  });
  const nothing = Array<null>(places.length).fill(null);
  const base = spatialView(cells, { color: { name: 'token', values: nothing }, title: 'SQUINT learns' }).payload;
  const watch: ShownWatch = {
    id: 'kept',
    status: 'ended',
    color: 'tokens',
    colors: ['tokens'],
    progress: { done: 30, of: 30, steps: [1, 10, 20, 30], losses: [4, 2, 1.5, 1.2] },
    scale: { by: 'category', name: 'token', labels: ['0', '1', '2'], palette: ['#0072b2', '#e69f00', '#009e73'] },
    frames: [10, 20, 30].map((step, f) => ({
      step,
      epoch: f + 1,
      codes: Uint8Array.from(places, ([x]) => (x! >= 50 && f > 0 ? f : 0)),
    })),
    seen: 3,
    interventions: [{ kind: 'hold-out', step: 11, cells: 7, hash: '0123456789abcdef' }],
    steer: [],
    notes: [],
  };
  return watchedView(base as SpatialPayload, watch);
}
