import type { ViewPayload } from '../../../src/protocol';
import { element, freshId } from '../dom';
import type { FigureSide, SideHandle } from './figureSide';
import type { FigureHost } from './host';
import type { Plotly, PlotlyElement } from './plotlyTypes';

/** How strongly the image under a tissue is shown, as a slider. */
export class ImageOpacity {
  readonly #part: SideHandle;
  readonly #slider = element('input', {
    attributes: { type: 'range', min: '0', max: '100', step: '5', value: '100', id: freshId('opacity') },
  });

  /** @param parts the picture and the library, once it is drawn */
  constructor(host: FigureHost, side: FigureSide, parts: () => { drawn: PlotlyElement; plotly: Plotly } | undefined) {
    const title = host.trans.__('Image');
    this.#slider.setAttribute('aria-label', title);
    this.#slider.addEventListener('input', () => {
      const { drawn, plotly } = parts() ?? {};
      const count = (drawn?.layout['images'] as unknown[] | undefined)?.length ?? 0;
      const changes = Object.fromEntries(Array.from({ length: count }, (_, i) => [`images[${i}].opacity`, this.value]));
      if (drawn && plotly) void plotly.relayout(drawn, changes);
    });
    this.#part = side.add({ id: 'image', title, order: 30, open: true, content: [this.#slider] });
    this.#part.hidden = true;
  }

  /** 0 to 1. */
  get value(): number {
    return Number(this.#slider.value) / 100;
  }

  show(payload: ViewPayload): void {
    this.#part.hidden = payload.kind !== 'spatial' || !payload.images?.length;
  }
}
