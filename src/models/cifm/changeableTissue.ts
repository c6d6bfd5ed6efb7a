import { AnnData, DenseMatrix, Table } from '../../data';
import { readSections } from '../../data/sections';
import { radiusGraph } from '../../graph';
import { neighborMeans, rowsOf } from '../../graph/neighborhood';
import type { CellsPutIn, ChangeableTissue, TissueQuestion, TissueState } from '../contract';
import { maskingRounds } from '../training/maskingRounds';
import { innerProductsOf, type Pass, runPasses, type SmallTissue } from './joinedPass';
import type { CifmState } from './state';
import { expressionReader, placesOfCells, readTissue, type Tissue } from './tissue';

const WHERE = 'cifm.perturb';

/**
 * Opens a tissue for changes. Cells are hidden in rounds of the share that training hides (`mask`), which are drawn once for the whole
 * tissue by the configuration's seed; changed cells and those that are put in are never hidden. Each cell is inferred once, from
 * the others as they are: nothing that was inferred is written back.
 */
export function openChangeableTissue(state: CifmState, adata: AnnData): ChangeableTissue {
  const { section: sectionOf } = readSections(WHERE, adata, state.config.section);
  const read = readTissue(WHERE, adata, state.config, state);
  const placeOf = placesOfCells(
    read,
    Int32Array.from({ length: adata.nObs }, (_, cell) => cell),
  );
  const tissue = { ...read, sectionOf, placeOf };
  const { read: prepare } = expressionReader(WHERE, adata, state.config, state.features);
  const all = Int32Array.from(tissue.cells.keys());
  const rounds = maskingRounds(all, state.config.mask, state.config.seed);
  const roundOf = new Int32Array(all.length);
  rounds.forEach((cells, round) => cells.forEach((place) => (roundOf[place] = round)));
  const steps = state.config.encoderLayers + state.config.decoderLayers;
  return {
    features: state.features,
    steps,
    prepare: (cells, x) => {
      const obs = new Table(Array.from(cells, (cell) => adata.obs.index[cell]!));
      return prepare(new AnnData({ X: x, obs, var: adata.var })).toDense();
    },
    reached: (changed, added) => reached(tissue, changed, added, steps),
    predict: (question) => predict({ state, tissue, roundOf, rounds: rounds.length, steps }, question),
  };
}

/** Where cells are put in: places, and who stands beside them. */
type Places = Pick<CellsPutIn, 'locations' | 'beside'>;

/** A tissue with the section of every cell of the data, and its place among those that express anything; -1 for the others. */
type OpenedTissue = Tissue & { readonly sectionOf: Int32Array; readonly placeOf: Int32Array };

interface Opened {
  readonly state: CifmState;
  readonly tissue: OpenedTissue;
  /** In which round each cell of the tissue is hidden. */
  readonly roundOf: Int32Array;
  readonly rounds: number;
  readonly steps: number;
}

function reached(tissue: OpenedTissue, changed: Int32Array, added: Places | undefined, steps: number): Int32Array {
  const own = changed.map((cell) => tissue.placeOf[cell]!).filter((place) => place >= 0);
  const near = added ? besideAdded(tissue, added) : [];
  const found = new Set([...around(tissue, own, steps), ...around(tissue, near, steps - 1)]);
  for (const place of own) found.delete(place);
  return Int32Array.from(found, (place) => tissue.cells[place]!).sort();
}

async function predict(
  opened: Opened,
  { asked, changed, states, by = 'model' }: TissueQuestion,
): Promise<DenseMatrix[]> {
  const { state, tissue, roundOf, rounds, steps } = opened;
  const genes = state.features.length;
  const askedPlaces = asked.map((cell) => tissue.placeOf[cell]!);
  const changedPlaces = changed.map((cell) => tissue.placeOf[cell]!);
  const field = fieldOf(opened, askedPlaces, states, by === 'model' ? steps : 1);
  const rowOf = new Map(Array.from(field, (place, row) => [place, row]));
  const fixed = new Set(changedPlaces);
  const small = smallTissues(
    tissue,
    field,
    changedPlaces.map((place) => rowOf.get(place) ?? -1),
    states,
  );
  const out = states.map(() => DenseMatrix.zeros(asked.length, genes));
  const passes: (Pass & { state: number; rows: number[] })[] = [];
  for (let round = 0; round < rounds; round++) {
    // A cell that expresses nothing stays void, as it does in training.
    const rows = [...askedPlaces.keys()].filter((at) => askedPlaces[at]! >= 0 && roundOf[askedPlaces[at]!] === round);
    if (rows.length === 0) continue;
    const places = Int32Array.from(rows, (at) => rowOf.get(askedPlaces[at]!)!);
    small.forEach((tissueNow, at) => {
      const masked = new Uint8Array(tissueNow.matrix.rows);
      field.forEach((place, row) => (masked[row] = roundOf[place] === round && !fixed.has(place) ? 1 : 0));
      passes.push({ tissue: tissueNow, asked: places, masked, state: at, rows });
    });
  }
  const values = by === 'model' ? await runPasses(state, passes) : meansOf(state, passes);
  let from = 0;
  for (const pass of passes) {
    for (const row of pass.rows) {
      const to = out[pass.state]!.row(row);
      for (let g = 0; g < genes; g++) to[g] = Math.max(0, values[from * genes + g]!);
      from++;
    }
  }
  return out;
}

/** The plain means of the visible cells within reach, where the model is not asked. */
function meansOf({ constant, features }: CifmState, passes: readonly Pass[]): Float32Array {
  const parts = passes.map(({ tissue, asked, masked }) => {
    const { matrix, graph } = tissue;
    const among = (cell: number): boolean => !masked[cell] && matrix.row(cell).some((value) => value > 0);
    return neighborMeans(matrix, graph, asked, { among, otherwise: constant });
  });
  const out = new Float32Array(passes.reduce((sum, { asked }) => sum + asked.length, 0) * features.length);
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}

/** All places that an answer about the asked ones can depend on, rising. */
function fieldOf({ tissue }: Opened, asked: Int32Array, states: readonly TissueState[], steps: number): Int32Array {
  const added = [...new Set(states.flatMap((state) => (state.added ? [state.added.locations] : [])))].map(
    (locations) => states.find((state) => state.added?.locations === locations)!.added!,
  );
  const near = added.flatMap((cells) => [...besideAdded(tissue, cells)]);
  const own = asked.filter((place) => place >= 0);
  return Int32Array.from(around(tissue, [...own, ...near], steps)).sort();
}

/** The places within some steps of others, themselves included; nothing for less than no steps. */
function around({ graph }: Tissue, places: Iterable<number>, steps: number): Set<number> {
  if (steps < 0) return new Set();
  const met = new Set(places);
  let ring: Iterable<number> = [...met];
  for (let step = 0; step < steps; step++) {
    const next: number[] = [];
    for (const place of ring) {
      for (const j of graph.neighbors(place)) {
        if (met.has(j)) continue;
        met.add(j);
        next.push(j);
      }
    }
    ring = next;
  }
  return met;
}

/** Places of the tissue within its radius of cells that are put in. */
function besideAdded(tissue: OpenedTissue, { locations, beside }: Places): Set<number> {
  const { points, radius } = tissue;
  const section = beside.map((cell) => tissue.sectionOf[cell]!);
  const axes = Array.from({ length: points.columns }, (_, axis) => locations.column(axis));
  const [low, high] = [axes.map((axis) => Math.min(...axis) - radius), axes.map((axis) => Math.max(...axis) + radius)];
  const found = new Set<number>();
  for (let place = 0; place < points.rows; place++) {
    const at = points.row(place);
    if (at.some((value, axis) => value < low[axis]! || value > high[axis]!)) continue;
    for (let cell = 0; cell < locations.rows; cell++) {
      if (section[cell] !== tissue.section[place]) continue;
      let squared = 0;
      for (let axis = 0; axis < at.length; axis++) squared += (locations.get(cell, axis) - at[axis]!) ** 2;
      if (squared <= radius * radius) {
        found.add(place);
        break;
      }
    }
  }
  return found;
}

/** The field in each state, with the cells that are put in behind it. */
function smallTissues(
  tissue: OpenedTissue,
  field: Int32Array,
  changedRows: Int32Array,
  states: readonly TissueState[],
): SmallTissue[] {
  const genes = tissue.features.length;
  const own = rowsOf(tissue.matrix, field);
  const frames = new Map<DenseMatrix | undefined, Pick<SmallTissue, 'points' | 'graph'>>();
  return states.map(({ values, added }) => {
    const count = added?.locations.rows ?? 0;
    const matrix = DenseMatrix.zeros(field.length + count, genes);
    matrix.values.set(own);
    changedRows.forEach((row, at) => row >= 0 && matrix.row(row).set(values.row(at)));
    if (added) matrix.values.set(added.expression.values, field.length * genes);
    let frame = frames.get(added?.locations);
    if (!frame) frames.set(added?.locations, (frame = frameOf(tissue, field, added)));
    return { ...frame, matrix, products: innerProductsOf(matrix, frame.graph) };
  });
}

function frameOf(
  tissue: OpenedTissue,
  field: Int32Array,
  added: CellsPutIn | undefined,
): Pick<SmallTissue, 'points' | 'graph'> {
  const { radius } = tissue;
  const axes = tissue.points.columns;
  const count = added?.locations.rows ?? 0;
  const points = new DenseMatrix(field.length + count, axes, new Float64Array((field.length + count) * axes));
  points.values.set(tissue.points.takeRows(field).values);
  const groups = new Int32Array(points.rows);
  groups.set(field.map((place) => tissue.section[place]!));
  if (added) {
    points.values.set(added.locations.values, field.length * axes);
    groups.set(
      added.beside.map((cell) => tissue.sectionOf[cell]!),
      field.length,
    );
  }
  return { points, graph: radiusGraph(points, { radius, groups }) };
}
