import { randomUUID } from 'node:crypto';
import type { Comms } from '../comms/comm';
import { KERNEL_API, type KernelApi } from '../../src/protocol/kernelApi';
import { currentContext } from './context';
import { bundleOf } from './display';
import type { Input } from './input';
import type { Output } from './output';
import { html, md, svg } from './tags';

/** Puts what the kernel offers to libraries and cells where they find it. */
export function offerApi(output: Output, comms: Comms, input: Input): void {
  const api: KernelApi = {
    get signal() {
      return currentContext().execution?.signal;
    },
    display: (bundle, options = {}) =>
      output.publish('display_data', {
        data: bundle,
        metadata: options.metadata ?? {},
        transient: options.displayId === undefined ? {} : { display_id: options.displayId },
      }),
    update: (displayId, bundle, options = {}) =>
      output.publish('update_display_data', {
        data: bundle,
        metadata: options.metadata ?? {},
        transient: { display_id: displayId },
      }),
    clear: (options = {}) => output.publish('clear_output', { wait: options.wait === true }),
    input: input.ask,
    openComm: comms.connect,
    onComm: (target, handler) => comms.register(target, handler),
  };
  Object.defineProperty(globalThis, KERNEL_API, { value: api });
  Object.assign(globalThis, cellGlobals(api));
}

/** What cells may call without an import; their types are in globals.d.ts. */
function cellGlobals(api: KernelApi): object {
  return {
    input: api.input,
    clearOutput: api.clear,
    html,
    md,
    svg,
    display: async (value: unknown, options: { raw?: boolean; update?: boolean; display_id?: string } = {}) => {
      const bundle = options.raw ? (value as Record<string, unknown>) : await bundleOf(value);
      const displayId = options.display_id ?? randomUUID();
      if (options.update) api.update(displayId, bundle);
      else api.display(bundle, { displayId });
    },
  };
}
