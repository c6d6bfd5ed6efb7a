import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type EngineDescription, compile, examineEngine, segmentSum, startEngine, tf } from '../../../src/engine';
import { registerOwnCalls } from '../../../src/engine/provider/tensorflow/ownCalls';
import { xlaFlags } from '../../../src/engine/provider/tensorflow/xlaFlags';

/** As with a TensorFlow that nobody has tried yet. */
vi.mock('../../../src/engine/provider/tensorflow/checkedVersions', () => ({ isChecked: () => false }));

let description: EngineDescription;
beforeAll(async () => {
  description = await startEngine();
});

describe('with a TensorFlow that was not tried', () => {
  it('nothing beyond its C interface is used, which one list decides', () => {
    const binding = {
      TF_Version: '2.21.0',
      isUsingGpuDevice: () => false,
      registerEdgeSum: () => expect.unreachable('registered'),
      registerProducts: () => expect.unreachable('registered'),
      loadBlas: () => expect.unreachable('loaded'),
    };
    const { edgeSums, blas, fallbacks } = registerOwnCalls(binding, '/nowhere');
    expect(edgeSums).toBe(false);
    expect(blas.libraries).toEqual([]);
    expect(fallbacks[0]).toMatch(/not tried with TensorFlow 2\.21\.0/);
    expect(xlaFlags('2.21.0')).toBe('');
  });

  it('the engine and its doctor say so, and compiled steps sum along edges by plain operations', async () => {
    if (description.provider !== 'tensorflow') return;
    expect(description.fallbacks).toEqual([
      expect.stringMatching(/^Sums along edges are gathers and scatters: /),
      expect.stringMatching(/^Products in compiled steps run through Eigen alone: /),
      expect.stringMatching(/^Compiled steps are not kept on the disk: that was not tried with TensorFlow/),
    ]);
    expect((await examineEngine())[1]).toMatchObject({ found: expect.stringContaining(description.fallbacks[0]) });
    const step = compile('sums', ({ x, to }) => ({ y: segmentSum(x, to as tf.Tensor1D, 3) }));
    const { y } = step({ x: tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]), to: tf.tensor1d([2, 0, 2], 'int32') });
    expect([...y.dataSync()]).toEqual([3, 4, 0, 0, 6, 8]);
    expect(step.mode).toEqual({ compiled: true });
  });
});
