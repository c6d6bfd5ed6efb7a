import { KERNELS } from './kernelBytes';
import { webAssembly } from './webAssembly';

let compiled: object | undefined;

/** The compiled kernels, the same for all threads. */
export function kernelModule(): object {
  compiled ??= new webAssembly.Module(Buffer.from(KERNELS, 'base64'));
  return compiled;
}
