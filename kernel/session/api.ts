import { randomUUID } from 'node:crypto';
import type { Comms } from '../comms/comm';
import { KERNEL_API, type KernelApi, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { WidgetHub } from '../widgets/hub';
import { makeWidgets } from '../widgets/make';
import { currentContext, keepCell } from './context';
import { denoNamespace, type DenoNamespace } from './deno';
import { bundleOf, showOrText, type DisplayFailed } from './display';
import type { Input } from './input';
import type { Exchanges } from '../python/exchanges';
import type { Json } from '../transport/message';
import type { Output } from './output';
import { html, md, svg } from './tags';

/** Names that cells know, beside those of globalThis. */
export interface CellNames {
  Deno: DenoNamespace;
}

/** The ways to the pages of this kernel. */
export interface Channels {
  output: Output;
  comms: Comms;
  input: Input;
}

/**
 * Puts what the kernel offers to libraries and cells where they find it; the types are in globals.ts.
 *
 * @param showStray shows an error that nobody waits for
 */
export function offerApi(
  { output, comms, input }: Channels,
  exchanges: Exchanges,
  showStray: (error: unknown) => void,
): CellNames {
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
    offerExchange: (exchange) => exchanges.offer(exchange),
  };
  Object.defineProperty(globalThis, KERNEL_API, { value: api });
  const hub = new WidgetHub(comms, (run) => keepCell(run, showStray));
  const { input: ask, clear } = api;
  const display = displayer(api, showStray);
  Object.assign(globalThis, { kernel: api, display, input: ask, clearOutput: clear, html, md, svg });
  Object.assign(globalThis, { $$html: html, $$md: md, $$svg: svg, widgets: makeWidgets(hub) });
  return { Deno: denoNamespace(output, display) };
}

type Display = (
  value: unknown,
  options?: { raw?: boolean; update?: boolean; display_id?: string; metadata?: Json },
) => Promise<void>;

function displayer(api: KernelApi, failed: DisplayFailed): Display {
  return (value, { raw, update, display_id: displayId = randomUUID(), metadata = {} } = {}) => {
    const show = (bundle: MimeBundle): void => {
      if (update) api.update(displayId, bundle, { metadata });
      else api.display(bundle, { displayId, metadata });
    };
    if (raw) {
      show(value as MimeBundle);
      return Promise.resolve();
    }
    const showSafely = (bundle: MimeBundle): void => void showOrText(value, bundle, show, failed);
    const bundle = bundleOf(value, failed);
    if (bundle instanceof Promise) return bundle.then(showSafely);
    showSafely(bundle);
    return Promise.resolve();
  };
}
