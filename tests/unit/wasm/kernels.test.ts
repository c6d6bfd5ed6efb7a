import { expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/kernels';
import { KERNELS } from '../../../src/wasm/kernelBytes';

it('the compiled kernels are those of the sources: else run npx tsx scripts/kernels.ts', async () => {
  expect(KERNELS).toBe(await compileKernels());
}, 60_000);
