import { type AnnData, type DenseMatrix } from '../../data';
import { type Generated, type Model, type ModelData, toCells } from '../../models';
import { drawPartners } from '../../prepare/transport/pairCells';
import { expressionScale, expressionVectors } from '../../prepare/transport/expressionVectors';
import { transportPlan } from '../../prepare/transport/transportPlan';
import { Random } from '../../random';
import { need } from '../shared/modelChecks';
import { fitOptions } from '../shared/trial';
import type { GenerateShapesOptions } from './generateOptions';
import type { Split } from './statesOfCells';

/** Held-out cells of both states, by number. */
export interface AskedCells {
  readonly control: Int32Array;
  readonly target: Int32Array;
}

/** A fresh model that learned from one side of the split, and what it says of the control cells of the other. */
export async function askModel(
  model: Model,
  data: ModelData,
  options: GenerateShapesOptions,
  { train }: Split,
  cells: AskedCells,
): Promise<{ trial: Model; said: Generated; notices: readonly string[] }> {
  const { state, control, target, others = [], space, seed = 0 } = options;
  const transitions = [[control, target] as const, ...others].map((states) => states.join(' -> ')).join('; ');
  const settings: object = { state, transitions, seed, ...(space && { space }) };
  const trial = model.fresh(settings, 'generate');
  const { notices } = await trial.fit(subset(data, train), fitOptions(options));
  const said = await need('generate', trial, 'generate')(subset(data, cells.control), { control, target, seed });
  return { trial, said, notices };
}

/**
 * The partner of each asked cell among the held-out target cells, by place, drawn from the plan between their expression: it sees the answer.
 */
export async function heldPartners(
  adata: AnnData,
  { train }: Split,
  cells: AskedCells,
  { seed = 0, signal }: GenerateShapesOptions,
): Promise<Int32Array> {
  const scale = expressionScale('generate', adata, train);
  const vectors = (rows: Int32Array): DenseMatrix => expressionVectors(adata.matrix(), rows, scale);
  const { plan, columns } = await transportPlan(
    vectors(cells.control),
    vectors(cells.target),
    signal ? { signal } : {},
  );
  return drawPartners(plan, columns, new Random(seed).fork('partners')).partner;
}

function subset(data: ModelData, rows: Int32Array): ModelData {
  const cells = toCells('generate', data).subset({ obs: rows });
  return 'image' in data ? { cells, image: data.image } : cells;
}
