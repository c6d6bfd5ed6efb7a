import { coordinates, DenseMatrix, type AnnData } from '../../data';
import type { Model, PerturbationPredictor, PredictPerturbationOptions, TissueFrame } from '../../models';
import { frameOf, need } from '../shared/modelChecks';
import { LinearProbe } from '../probe/linearProbe';
import type { Condition } from './conditions';
import { rowOf, type Reader, type Context } from './reader';
import { checkValues } from '../../prepare/values/checkValues';

/**
 * Asks a model how cells would look beside changed ones: all others are inferred anew, block by block, while the changed ones
 * stay as each condition has them. Types are called by a linear classifier fitted on the measured cells. Beside the model the plain
 * means of the cells within its reach are asked the same: what they answer as well takes no model.
 */
export async function cellTypeReader(model: Model, adata: AnnData, types: readonly (string | null)[]): Promise<Reader> {
  const predictor = need('perturb', model, 'predictPerturbation');
  const frame = frameOf(model);
  const own = await predictor.prepared(adata);
  const labeled = [...types.keys()].filter((cell) => types[cell] !== null);
  const probe = LinearProbe.fit(
    own.takeRows(labeled),
    labeled.map((cell) => types[cell]!),
  );
  return {
    readOut: 'cell type',
    seeded: true,
    readsChanged: false,
    genes: model.features,
    profiles: {
      own,
      whole: checkValues('perturb', adata, adata.matrix()).counts,
      of: async (cells, x) => (await predictor.prepared(adata.with({ X: withRows(adata, cells, x) }))).takeRows(cells),
    },
    // A cell's receptive field reaches so far, and its neighbors' as far again; without a reach whole sections are looked at.
    margin: frame.reach === undefined ? Infinity : 2 * frame.reach,
    measured: (cells) => probe.predict(own.takeRows(cells)),
    receptiveFields: (points, section) => frame.graph(points, section),
    read: async (data, context, condition, seed) => {
      const ask = (by: 'model' | 'neighbors') =>
        predictBySection(predictor, frame, data, own, context, condition, { seed, by });
      const state = await ask('model');
      return { labels: probe.predict(state), state, averaged: probe.predict(await ask('neighbors')) };
    },
  };
}

/** X with other values in some cells. All of it, because a model looks at all values to tell counts from others. */
function withRows(adata: AnnData, cells: Int32Array, rows: DenseMatrix): DenseMatrix {
  const { rows: count, columns, values } = adata.matrix().toDense();
  const x = new DenseMatrix(count, columns, values.slice());
  cells.forEach((cell, at) => x.row(cell).set(rows.row(at)));
  return x;
}

/** The watched cells as inferred anew [watched, genes]. Sections do not see each other and answer one after the other. */
async function predictBySection(
  predictor: PerturbationPredictor,
  frame: TissueFrame,
  adata: AnnData,
  own: DenseMatrix,
  context: Context,
  condition: Condition,
  options: PredictPerturbationOptions,
): Promise<DenseMatrix> {
  const { section, sections } = frame.sections(adata);
  const { points } = coordinates(adata);
  const fixed = new Set(context.fixed);
  const out = DenseMatrix.zeros(context.watched.length, own.columns);
  const place = rowOf(context.watched);
  for (const number of new Set(context.field.map((cell) => section[cell]!))) {
    const native = context.field.filter((cell) => section[cell] === number && !fixed.has(cell));
    if (!native.some((cell) => place.has(cell))) continue;
    const added = standing(own, points, context, condition, (cell) => section[cell] === number);
    const named = frame.sectionColumn === '' ? {} : { section: sections[number]! };
    const asked = adata.subset({ obs: native });
    const rows = await predictor.predict(asked, added.locations.rows > 0 ? { ...added, ...named } : undefined, options);
    native.forEach((cell, at) => {
      if (place.has(cell)) out.row(place.get(cell)!).set(rows.row(at));
    });
  }
  return out;
}

/** Cells of a section that stay as an condition has them: changed ones that are there, and those that are put in. */
function standing(
  own: DenseMatrix,
  points: DenseMatrix,
  { fixed, places, beside }: Context,
  { gone, altered, profiles, added }: Condition,
  here: (cell: number) => boolean,
): { expression: DenseMatrix; locations: DenseMatrix } {
  const absent = new Set(gone);
  const profileOf = rowOf(altered);
  const cells = fixed.filter((cell) => here(cell) && !absent.has(cell));
  const put = Int32Array.from({ length: added.rows }, (_, at) => at).filter((at) => here(beside[at]!));
  const expression = DenseMatrix.zeros(cells.length + put.length, own.columns);
  const locations = new DenseMatrix(
    expression.rows,
    points.columns,
    new Float64Array(expression.rows * points.columns),
  );
  cells.forEach((cell, at) => {
    const changed = profileOf.get(cell);
    expression.row(at).set(changed === undefined ? own.row(cell) : profiles.row(changed));
    locations.row(at).set(points.row(cell));
  });
  put.forEach((from, at) => {
    expression.row(cells.length + at).set(added.row(from));
    locations.row(cells.length + at).set(places.row(from));
  });
  return { expression, locations };
}
