import { randomUUID } from 'node:crypto';
import type { AnnData, TissueImage, Transcripts } from '../data';
import { TissuebookError } from '../errors';
import {
  checkView,
  DISPLAY,
  type Displayable,
  kernelApi,
  type MimeBundle,
  ViewError,
  type ViewPayload,
  viewText,
} from '../protocol';
import { type CellSource, tellObservers } from './observeViews';
import { pictureBundle } from './pictureBundle';
import { listenToSelection, type SelectionListener } from './selectionListeners';

/** Data that a view refers to and does not keep alive. */
interface WeakSource {
  adata: WeakRef<AnnData>;
  layer: string | undefined;
}

/**
 * A picture with its words. As a cell's last value it shows itself; `show` shows it from inside a cell, and `update`
 * replaces it where it stands.
 */
export class View implements Displayable {
  #payload: ViewPayload;
  #source: WeakSource | undefined;
  #images: ReadonlyMap<string, TissueImage> | undefined;
  #transcripts: ReadonlyMap<string, Transcripts> | undefined;

  /**
   * @param source the data behind the cells that it shows; not kept alive
   * @param images the images of which it shows small versions, by the keys in the payload
   * @param transcripts those of which it shows some, by the key in the payload
   * @throws TissuebookError 'invalid-argument' when the payload cannot be drawn; the message names the field
   */
  constructor(
    payload: ViewPayload,
    source?: CellSource,
    images?: ReadonlyMap<string, TissueImage>,
    transcripts?: ReadonlyMap<string, Transcripts>,
  ) {
    this.#payload = checked(payload);
    this.#images = images?.size ? images : undefined;
    this.#transcripts = transcripts;
    this.#source = source && { adata: new WeakRef(source.adata), layer: source.layer };
  }

  /** What is shown, as JSON. */
  get payload(): ViewPayload {
    return this.#payload;
  }

  /** What a notebook keeps: the payload, a plotly figure for other programs (up to 100,000 points), a picture, and text. */
  bundle(): MimeBundle {
    return pictureBundle(this.#payload);
  }

  /** Shows the view now, under its id; outside of a Tissuebook notebook nothing happens. */
  show(): this {
    this.#displayed();
    kernelApi()?.display(this.bundle(), { displayId: this.#payload.id });
    return this;
  }

  /** Takes over what `next` shows, here and wherever this view was shown before; the id stays. */
  update(next: View): this {
    this.#payload = { ...next.payload, id: this.#payload.id };
    this.#source = next.#source;
    this.#images = next.#images;
    this.#transcripts = next.#transcripts;
    this.#displayed();
    kernelApi()?.update(this.#payload.id, this.bundle());
    return this;
  }

  /**
   * Calls `listener` with the indices of the selected cells whenever a page selects cells in this view, or in another
   * of the same cells: `view.onSelect((cells) => console.log(tumour.subset({ obs: cells })))`.
   *
   * @returns ends the listening
   * @throws TissuebookError 'invalid-argument' for a view without cells (curves, bars, heat maps)
   */
  onSelect(listener: SelectionListener): () => void {
    const cells = this.#payload.kind === 'spatial' ? this.#payload.cells : undefined;
    if (cells) return listenToSelection(cells, listener);
    throw new TissuebookError('invalid-argument', 'onSelect: this view shows no cells that could be selected.', {
      argument: 'view',
      found: this.#payload.kind,
      advice: 'Use a view from spatialView or embeddingView.',
    });
  }

  toString(): string {
    return viewText(this.#payload);
  }

  [DISPLAY](): MimeBundle {
    this.#displayed();
    return this.bundle();
  }

  #displayed(): void {
    const key = 'cells' in this.#payload ? this.#payload.cells?.key : undefined;
    const adata = this.#source?.adata.deref();
    const cells = key !== undefined && adata ? { key, source: { adata, layer: this.#source?.layer } } : undefined;
    tellObservers((observer) => observer.displayed(cells, this.#images, this.#transcripts));
  }
}

/** An id that no other view has. */
export function newId(): string {
  return `view-${randomUUID()}`;
}

function checked(payload: ViewPayload): ViewPayload {
  try {
    return checkView(payload);
  } catch (error) {
    if (!(error instanceof ViewError)) throw error;
    throw new TissuebookError('invalid-argument', error.message, { argument: error.path, cause: error });
  }
}
