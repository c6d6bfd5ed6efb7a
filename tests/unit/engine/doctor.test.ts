import { beforeAll, describe, expect, it } from 'vitest';
import { examineEngine, startEngine } from '../../../src/engine';
import { examineGpu } from '../../../src/engine/doctor/gpu';
import { judge } from '../../../src/engine/doctor/trainingCheck';

beforeAll(async () => {
  await startEngine();
});

describe('the doctor', () => {
  it('finds that training works here', async () => {
    const findings = await examineEngine();
    expect(findings.map(({ subject }) => subject)).toEqual(['node', 'provider', 'gpu', 'memory', 'training step']);
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([]);
    const { compiles } = await startEngine();
    expect(findings.at(-1)!.found).toContain(compiles ? 'compiled in' : 'not compiled');
  });

  it('does not trust a step whose loss does not fall', () => {
    expect(judge([3, 2, 2.5], [900, 5, 5], { compiled: true }).state).toBe('wrong');
    expect(judge([3, NaN, 1], [900, 5, 5], { compiled: true }).state).toBe('wrong');
    expect(judge([3, 2, 1], [900, 5, 4], { compiled: true })).toMatchObject({
      state: 'good',
      found: expect.stringContaining('takes 4.0 ms, compiled in 0.9 s'),
    });
    expect(judge([3, 2, 1], [9, 5, 4], { compiled: false, why: 'Why.' })).toMatchObject({
      state: 'slow',
      advice: 'Why.',
    });
  });

  it.each([
    [{ driver: undefined, wheel: { cuda: false, libraries: false }, device: 'CPU' }, 'good', /not loaded/],
    [{ driver: '570.86', wheel: { cuda: true, libraries: true }, device: 'GPU' }, 'good', /GPU.*570\.86/],
    [{ driver: '570.86', wheel: { cuda: false, libraries: false }, device: 'CPU' }, 'slow', /without CUDA/],
    [{ driver: '570.86', wheel: { cuda: true, libraries: false }, device: 'CPU' }, 'slow', /libraries are not/],
    [{ driver: '470.1', wheel: { cuda: true, libraries: true }, device: 'CPU' }, 'slow', /though TensorFlow/],
    [{ driver: '570.86', wheel: undefined, device: 'CPU' }, 'slow', /TensorFlow is not there/],
  ] as const)('says what stands between a GPU and training (%#)', (facts, state, found) => {
    const finding = examineGpu(facts);
    expect(finding).toMatchObject({ state, found: expect.stringMatching(found) });
    expect(finding.advice === undefined).toBe(state === 'good');
  });
});
