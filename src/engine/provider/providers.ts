import type { Provider } from './provider';
import { cpu } from './cpu';
import { tensorflow } from './tensorflow';
import { wasm } from './wasm';
import { webgpu } from './webgpu';

/** In the order in which 'auto' tries them. */
export const providers: readonly Provider[] = [tensorflow, webgpu, wasm, cpu];
