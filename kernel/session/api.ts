import { randomUUID } from 'node:crypto';
import type { Comms } from '../comms/comm';
import { KERNEL_API, type KernelApi, METADATA, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import type { CheckedData } from '../language/names/checkedData';
import { FigureWidgets } from '../widgets/figureWidgets';
import { WidgetHub } from '../widgets/hub';
import { makeWidgets } from '../widgets/make';
import { currentContext, keepCell } from './context';
import { denoNamespace, type DenoNamespace } from './deno';
import { bundleOf, showOrText, type DisplayFailed } from './display';
import type { Input } from './input';
import type { Exchanges } from '../python/exchanges';
import type { Json } from '../transport/message';
import type { Output } from './output';
import { OutputNotes } from './outputNotes';
import { html, md, svg } from './tags';

/** What the session needs of what is offered. */
export interface Offered {
  /** Names that cells know, beside those of globalThis. */
  names: { Deno: DenoNamespace };
  /** A bundle as a page takes it, with its metadata. */
  shown: (bundle: MimeBundle, metadata?: Json) => { data: MimeBundle; metadata: Json };
}

/** The ways to the pages of this kernel. */
export interface Channels {
  output: Output;
  comms: Comms;
  input: Input;
}

/** Who takes what libraries offer to the kernel. */
export interface Takers {
  exchanges: Exchanges;
  data: CheckedData;
}

/**
 * Puts what the kernel offers to libraries and cells where they find it; the types are in globals.ts.
 *
 * @param showStray shows an error that nobody waits for
 */
export function offerApi(
  { output, comms, input }: Channels,
  { exchanges, data }: Takers,
  showStray: (error: unknown) => void,
): Offered {
  const hub = new WidgetHub(comms, (run) => keepCell(run, showStray));
  const widgets = makeWidgets(hub);
  const figures = new FigureWidgets(widgets, comms);
  const notes = new OutputNotes();
  const withMetadata = (bundle: MimeBundle, metadata: Json): ReturnType<Offered['shown']> => ({
    data: figures.add(bundle),
    metadata: { ...bundle[METADATA], ...metadata },
  });
  const shown: Offered['shown'] = (bundle, metadata = {}) => withMetadata(bundle, { ...notes.take(), ...metadata });
  const api: KernelApi = {
    get signal() {
      return currentContext().execution?.signal;
    },
    get count() {
      return currentContext().count;
    },
    display: (bundle, options = {}) =>
      output.publish('display_data', {
        ...shown(bundle, options.metadata),
        transient: options.displayId === undefined ? {} : { display_id: options.displayId },
      }),
    update: (displayId, bundle, options = {}) => {
      if (figures.follow(bundle)) return;
      const transient = { display_id: displayId };
      output.publish('update_display_data', { ...withMetadata(bundle, options.metadata ?? {}), transient });
    },
    clear: (options = {}) => output.publish('clear_output', { wait: options.wait === true }),
    input: input.ask,
    openComm: comms.connect,
    onComm: (target, handler) => comms.register(target, handler),
    offerExchange: (exchange) => exchanges.offer(exchange),
    offerNames: (names) => (data.names = names),
    get checkData() {
      return data.on;
    },
    set checkData(on) {
      data.on = on;
    },
    offerNotes: (name, take) => notes.offer(name, take),
  };
  Object.defineProperty(globalThis, KERNEL_API, { value: api });
  const { input: ask, clear } = api;
  const display = displayer(api, showStray);
  Object.assign(globalThis, { kernel: api, display, input: ask, clearOutput: clear, html, md, svg });
  Object.assign(globalThis, { $$html: html, $$md: md, $$svg: svg, widgets });
  return { names: { Deno: denoNamespace(output, display) }, shown };
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
