import { DenseMatrix } from '../../../data';
import { startEngine, tf } from '../../../engine';
import { morphologyFeatures, onMeasuredScale } from '../../../prepare/morphology/morphologyFeatures';
import type { Generated } from '../../contract';
import { rowTensor } from '../crops';
import type { SpatiaInput } from '../input';
import type { SpatiaState } from '../state';
import { carry } from './carry';
import { inDeviations } from './flowData';

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
  const flow = state.flow!;
  const start = inDeviations(morphologyFeatures(adata, { columns: flow.shapes }), flow);
  const columns = flow.shapes.length;
  const out = new Float64Array(start.values.length);
  for (let from = 0; from < start.rows; from += CHUNK) {
    const cells = Int32Array.from({ length: Math.min(CHUNK, start.rows - from) }, (_, i) => from + i);
    const end = tf.tidy(() => carry(state, rowTensor(start, cells), transition, rowTensor(condition, cells)));
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
