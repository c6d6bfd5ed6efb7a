import { expect, it } from 'vitest';
import { compileElementary, compileKernels } from '../../../scripts/kernels';
import { ELEMENTARY } from '../../../src/wasm/elementaryBytes';
import { KERNELS } from '../../../src/wasm/kernelBytes';

it('the compiled kernels are those of the sources: else run npx tsx scripts/kernels.ts', async () => {
  expect(KERNELS).toBe(await compileKernels());
  expect(ELEMENTARY).toBe(await compileElementary());
}, 60_000);
