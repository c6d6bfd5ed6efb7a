import { describe, expect, it } from 'vitest';
import { xlaFlags } from '../../../src/engine/provider/tensorflow/xlaFlags';

describe('xlaFlags', () => {
  it('gives a flag only to the TensorFlow that knows it: any other would end the process', () => {
    expect(xlaFlags('2.21.0')).toBe('--xla_cpu_experimental_ynn_fusion_type=');
    for (const version of ['2.18.1', '2.20.0', '2.22.0', '2.210.0', '3.21.0']) expect(xlaFlags(version)).toBe('');
  });
  it('keeps the flags of the user, who has the last word', () => {
    expect(xlaFlags('2.21.0', '--xla_dump_to=x')).toBe('--xla_dump_to=x --xla_cpu_experimental_ynn_fusion_type=');
    const own = '--xla_cpu_experimental_ynn_fusion_type=reduce';
    expect(xlaFlags('2.21.0', own)).toBe(own);
    expect(xlaFlags('2.18.1', '--xla_dump_to=x')).toBe('--xla_dump_to=x');
  });
});
