import { coordinates, DenseMatrix, type AnnData } from '../../data';
import { radiusGraph } from '../../graph';
import { type RespondingModel, type RespondOptions } from '../../models';
import { LinearProbe } from '../probe/linearProbe';
import type { Arm } from './conditions';
import { rowOf, type Reader, type Scene } from './reader';
import { checkValues } from '../../prepare/values/checkValues';
import { readSections } from '../../data/sections';

/**
 * Asks a model how cells would look beside changed ones: all others are inferred anew, block by block, while the changed ones
 * stay as each arm has them. Types are called by a linear classifier fitted on the measured cells. Beside the model the plain
 * means of the cells within its reach are asked the same: what they answer as well takes no model.
 */
export async function responseReader(
  model: RespondingModel,
  adata: AnnData,
  types: readonly (string | null)[],
): Promise<Reader> {
  const own = await model.prepared(adata);
  const labeled = [...types.keys()].filter((cell) => types[cell] !== null);
  const probe = LinearProbe.fit(
    own.takeRows(labeled),
    labeled.map((cell) => types[cell]!),
  );
  const sections = String(model.config.section ?? '');
  return {
    readOut: 'cell type',
    seeded: true,
    readsChanged: false,
    genes: model.genes,
    profiles: {
      own,
      whole: checkValues('perturb', adata, adata.matrix()).counts,
      of: async (cells, x) => (await model.prepared(adata.with({ X: withRows(adata, cells, x) }))).takeRows(cells),
    },
    // A cell hears what lies within reach, and its neighbors hear as far again.
    margin: 2 * model.reach,
    measured: (cells) => probe.predict(own.takeRows(cells)),
    hearing: (points, groups) => radiusGraph(points, { radius: model.reach, groups }),
    read: async (data, scene, arm, seed) => {
      const ask = (by: 'model' | 'neighbors') => respondBySection(model, data, own, sections, scene, arm, { seed, by });
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

/** The watched cells as inferred anew [watched, genes]. Sections do not hear each other and answer one after the other. */
async function respondBySection(
  model: RespondingModel,
  adata: AnnData,
  own: DenseMatrix,
  column: string,
  scene: Scene,
  arm: Arm,
  options: RespondOptions,
): Promise<DenseMatrix> {
  const { section, sections } = readSections('perturb', adata, column);
  const { points } = coordinates(adata);
  const fixed = new Set(scene.fixed);
  const out = DenseMatrix.zeros(scene.watched.length, own.columns);
  const place = rowOf(scene.watched);
  for (const number of new Set(scene.field.map((cell) => section[cell]!))) {
    const native = scene.field.filter((cell) => section[cell] === number && !fixed.has(cell));
    if (!native.some((cell) => place.has(cell))) continue;
    const added = standing(own, points, scene, arm, (cell) => section[cell] === number);
    const named = column === '' ? {} : { section: sections[number]! };
    const asked = adata.subset({ obs: native });
    const rows = await model.respond(asked, added.locations.rows > 0 ? { ...added, ...named } : undefined, options);
    native.forEach((cell, at) => {
      if (place.has(cell)) out.row(place.get(cell)!).set(rows.row(at));
    });
  }
  return out;
}

/** Cells of a section that stay as an arm has them: changed ones that are there, and those that are put in. */
function standing(
  own: DenseMatrix,
  points: DenseMatrix,
  { fixed, places, beside }: Scene,
  { gone, altered, profiles, added }: Arm,
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
