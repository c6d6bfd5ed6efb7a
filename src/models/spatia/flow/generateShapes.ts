import { DenseMatrix } from '../../../data';
import { startEngine, tf } from '../../../engine';
import { morphologyFeatures, onMeasuredScale } from '../../../prepare/morphology/morphologyFeatures';
import type { Generated } from '../../contract';
import type { SpatiaInput } from '../input';
import type { SpatiaState } from '../state';
import { inDeviations } from './flowData';
import { sizesOf } from './flowStage';
import { integrate } from './integrate';
import { perturbationOf, velocity } from './velocity';

/** Cells that flow together (ours). */
const CHUNK = 4096;

/**
 * The shape that each cell would have after a transition, as measured: its own shape, carried along the flow.
 *
 * @param transition its number among the model's @param condition [cells, conditionWidth]
 * @throws TissuebookError 'missing-key', 'not-finite' (shapes that the data lack)
 */
export async function generateShapes(
  state: SpatiaState,
  { adata }: SpatiaInput,
  transition: number,
  condition: DenseMatrix,
): Promise<Generated> {
  await startEngine();
  const { config, parameters } = state;
  const flow = state.flow!;
  const sized = sizesOf(config, flow);
  const start = inDeviations(morphologyFeatures(adata, { columns: flow.shapes }), flow);
  const columns = flow.shapes.length;
  const out = new Float64Array(start.values.length);
  const p = parameters.at('flow');
  for (let from = 0; from < start.rows; from += CHUNK) {
    const cells = Int32Array.from({ length: Math.min(CHUNK, start.rows - from) }, (_, i) => from + i);
    const n = cells.length;
    const end = tf.tidy(() => {
      const rows = (of: DenseMatrix): tf.Tensor2D =>
        tf.tensor2d(Float32Array.from(of.takeRows(cells).values), [n, of.columns]);
      const told = {
        transition: tf.tensor1d(new Int32Array(n).fill(transition), 'int32'),
        signature: tf.gather(p.get('signatures') as tf.Tensor as tf.Tensor2D, tf.tensor1d(new Int32Array(n).fill(transition), 'int32')), // prettier-ignore
        control: rows(condition),
      };
      const perturbation = perturbationOf(p, told);
      const slope = (x: tf.Tensor2D, time: number): tf.Tensor2D =>
        velocity(p, sized, x, tf.fill([n], time) as tf.Tensor1D, perturbation, told.control);
      return integrate(slope, rows(start), config.solverSteps, config.solver).at(-1)!;
    });
    const values = await end.data();
    end.dispose();
    values.forEach((value, at) => {
      const j = at % columns;
      out[from * columns + at] = value * flow.deviation[j] + flow.mean[j];
    });
  }
  const values = onMeasuredScale(new DenseMatrix(start.rows, columns, out), flow.logarithmic);
  return { values, features: flow.shapes };
}
