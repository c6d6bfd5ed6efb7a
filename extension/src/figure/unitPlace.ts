import { asksUnit, type ViewPayload } from '../../../src/protocol';
import type { KernelCells } from '../selection/kernelCells';
import type { FigureSide } from './figureSide';
import type { FigureHost } from './host';
import type { UnitQuestion } from './unitQuestion';

/** Where a figure asks for the unit of its positions. What it takes is loaded with the first view that does not know it. */
export class UnitPlace {
  readonly #make: () => Promise<UnitQuestion>;
  readonly #asks: boolean;
  #question: UnitQuestion | undefined;

  /** @param answered the figure is in another unit by now */
  constructor(host: FigureHost, side: FigureSide, kernel: KernelCells, answered: () => void) {
    // A page without kernels has none that keeps the answer.
    this.#asks = host.connect !== undefined;
    this.#make = async () => new (await import('./unitQuestion')).UnitQuestion(host, side, kernel, answered);
  }

  /** Takes over a payload. @returns it, in micrometers where the question was answered */
  async show(payload: ViewPayload): Promise<ViewPayload> {
    if (!this.#question && this.#asks && payload.kind === 'spatial' && asksUnit(payload)) {
      const made = await this.#make();
      this.#question ??= made;
    }
    return this.#question?.show(payload) ?? payload;
  }
}
