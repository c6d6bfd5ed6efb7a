import { BRUSH_MIME } from '../../src/protocol/brush/brush';
import { METADATA, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { PageComms, type PageMessage } from '../../src/protocol/kernel/pageComms';
import { PAGE_TARGET } from '../../src/protocol/kernel/pageTarget';
import { PERTURBATION_MIME } from '../../src/protocol/perturbation/perturbation';
import { VIEW_MIME } from '../../src/protocol/view/types';
import type { Comms } from '../comms/comm';
import type { Widgets } from './api';
import { pageModule } from './pageModule';
import { showsWidgets } from './showsWidgets';
import type { Widget } from './widget';

/** The type under which a page finds a widget. */
const WIDGET_MIME = 'application/vnd.jupyter.widget-view+json';
/** What the renderer shows. */
const TYPES = [VIEW_MIME, PERTURBATION_MIME, BRUSH_MIME];
/** Widgets that are kept for pages that are loaded again: a figure may hold tens of megabytes (ours). */
const MOST = 100;

interface FigureState {
  mime: string;
  payload: object;
  picture: Uint8Array;
  alt: string;
  width: number;
  digest: string;
}

type FigureWidget = Widget<FigureState>;

/**
 * Figures as anywidgets, for pages that do not know our MIME types: VS Code, Notebook and JupyterLab without our extension.
 * Pages with the extension say so through a comm, and are given nothing of this.
 */
export class FigureWidgets {
  private readonly widgets = new Map<string, FigureWidget>();
  private extension = false;

  constructor(
    private readonly make: Widgets,
    private readonly comms: Comms,
    private readonly wanted: () => boolean = showsWidgets,
  ) {
    comms.register(PAGE_TARGET, (comm) => {
      this.extension = true;
      comm.close();
    });
  }

  /** A bundle as it goes to the page: with a widget beside a figure, where that is how the page shows it. */
  add(bundle: MimeBundle): MimeBundle {
    const mime = TYPES.find((type) => type in bundle);
    const module = mime !== undefined && !this.extension && this.wanted() ? pageModule() : undefined;
    if (mime === undefined || !module) return bundle;
    const payload = bundle[mime] as { id?: unknown };
    const { width, alt } = (bundle[METADATA]?.['image/png'] ?? {}) as { width?: number; alt?: string };
    const state: FigureState = {
      ...{ mime, payload, digest: module.digest },
      picture: Buffer.from(String(bundle['image/png'] ?? ''), 'base64'),
      alt: alt ?? String(bundle['text/plain'] ?? ''),
      width: width ?? 860,
    };
    const widget = this.show(String(payload.id), module.loader, state);
    return { ...bundle, [WIDGET_MIME]: { version_major: 2, version_minor: 0, model_id: widget.id } };
  }

  /**
   * Shows an update of a figure in its widget, where there is one. True when that is enough: a figure that comes without its
   * picture changes several times a second, and a page that draws the output anew each time takes it from under the pointer.
   */
  follow(bundle: MimeBundle): boolean {
    const mime = TYPES.find((type) => type in bundle);
    const widget = mime && this.widgets.get(String((bundle[mime] as { id?: unknown }).id));
    if (!widget || 'image/png' in bundle) return false;
    widget.set({ payload: bundle[mime] as object });
    widget.save_changes();
    return true;
  }

  private show(id: string, esm: string, state: FigureState): FigureWidget {
    const known = this.widgets.get(id);
    if (known) {
      known.set(state);
      known.save_changes();
      return known;
    }
    const widget = this.make.any({ esm, state }) as FigureWidget;
    const comms = new PageComms(
      (target) => this.comms.handlerOf(target),
      (content, buffers) => widget.send(content, undefined, buffers),
    );
    widget.on('msg:custom', (content, buffers) => {
      const message = content as PageMessage & { ask?: unknown };
      if (message?.ask !== 'module') return void comms.heard(message, buffers);
      const module = pageModule();
      if (module) widget.send({ module: module.digest }, undefined, [module.bytes]);
    });
    this.widgets.set(id, widget);
    for (const [oldest, one] of this.widgets) {
      if (this.widgets.size <= MOST) break;
      this.widgets.delete(oldest);
      one.close();
    }
    return widget;
  }
}
