import { type MimeBundle, kernelApi } from '../../protocol';

/** Shortest time between two updates of a live picture, in milliseconds: about four a second. */
const INTERVAL = 250;

/** A picture in the cell that started something, kept up to date. Does nothing outside of a kernel, nor where it is not wanted. */
export class LiveDisplay {
  readonly #id: string;
  readonly #bundle: () => MimeBundle;
  readonly #told: () => void;
  #last = -Infinity;
  readonly shown: boolean;

  /**
   * @param told called whenever the picture has changed
   * @param wanted false shows nothing
   */
  constructor(id: string, bundle: () => MimeBundle, told: () => void, wanted = true) {
    this.#id = id;
    this.#bundle = bundle;
    this.#told = told;
    const kernel = wanted ? kernelApi() : undefined;
    this.shown = kernel !== undefined;
    kernel?.display(bundle(), { displayId: id });
  }

  /** Shows the present state, unless that was done a moment ago. */
  refresh(): void {
    if (performance.now() - this.#last >= INTERVAL) this.showNow();
  }

  showNow(): void {
    if (!this.shown) return;
    this.#last = performance.now();
    kernelApi()?.update(this.#id, this.#bundle());
    this.#told();
  }
}
