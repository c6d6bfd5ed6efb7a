import { randomUUID } from 'node:crypto';
import { TissuebookError } from '../errors';
import {
  checkView,
  DISPLAY,
  type Displayable,
  kernelApi,
  type MimeBundle,
  viewBundle,
  ViewError,
  type ViewPayload,
} from '../protocol';

/**
 * A picture with its words. As a cell's last value it shows itself; `show` shows it from inside a cell, and `update`
 * replaces it where it stands.
 */
export class View implements Displayable {
  #payload: ViewPayload;

  /** @throws TissuebookError 'invalid-argument' when the payload cannot be drawn; the message names the field */
  constructor(payload: ViewPayload) {
    this.#payload = checked(payload);
  }

  /** What is shown, as JSON. */
  get payload(): ViewPayload {
    return this.#payload;
  }

  /** What a notebook keeps: the payload, a plotly figure for other programs (up to 100,000 points), and text. */
  bundle(): MimeBundle {
    return viewBundle(this.#payload);
  }

  /** Shows the view now, under its id; outside of a Tissuebook notebook nothing happens. */
  show(): this {
    kernelApi()?.display(this.bundle(), { displayId: this.#payload.id });
    return this;
  }

  /** Takes over what `next` shows, here and wherever this view was shown before; the id stays. */
  update(next: View): this {
    this.#payload = { ...next.payload, id: this.#payload.id };
    kernelApi()?.update(this.#payload.id, this.bundle());
    return this;
  }

  toString(): string {
    return String(this.bundle()['text/plain']);
  }

  [DISPLAY](): MimeBundle {
    return this.bundle();
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
