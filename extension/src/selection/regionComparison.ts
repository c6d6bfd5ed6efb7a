import {
  composition,
  type FeatureDifference,
  compareFeatures,
  type MarkerFeature,
  readable,
  type Selectable,
  shorten,
} from '../../../src/protocol';
import { element } from '../dom';
import { button } from '../figure/button';
import type { FigureHost } from '../figure/host';
import { type CellSelection, type Region, REGIONS } from './cellSelection';
import type { KernelCells } from './kernelCells';
import { summaryTable } from './summaryTable';

/** Rows of each table. */
const MOST_ROWS = 20;

/** Two selections that were kept, side by side: what they consist of, and the features that set them apart. */
export class RegionComparison {
  readonly node = element('div', { class: 'tissuebook-View-comparison' });
  /** The buttons that keep a selection. */
  readonly keep: HTMLElement;
  readonly #host: FigureHost;
  readonly #kernel: KernelCells;
  readonly #status = element('p', { class: 'tissuebook-View-regions', attributes: { role: 'status' } });
  readonly #tables = element('div', { class: 'tissuebook-View-report' });
  #payload: Selectable | undefined;
  #selection: CellSelection | undefined;
  #shown: readonly (Uint8Array | undefined)[] = [];

  constructor(host: FigureHost, kernel: KernelCells) {
    this.#host = host;
    this.#kernel = kernel;
    const { trans } = host;
    this.keep = element(
      'div',
      {
        class: 'tissuebook-View-toolbar',
        attributes: { role: 'group', 'aria-label': trans.__('Compare two regions') },
      },
      ...REGIONS.map((region) => button(trans.__('Keep as %1', region), () => this.#selection?.keep(region))),
    );
    this.node.append(this.#status, this.#tables);
  }

  show(payload: Selectable, selection: CellSelection): void {
    this.#payload = payload;
    this.#selection = selection;
    this.#shown = [];
    this.update();
  }

  /** Takes over regions that were kept, here or in another view of the same cells. */
  update(): void {
    const [payload, selection] = [this.#payload, this.#selection];
    if (!payload || !selection) return;
    const { trans } = this.#host;
    const kept = REGIONS.map((region) => selection.regions.get(region));
    this.keep.hidden = selection.size === 0;
    if (kept.every((mask, i) => mask === this.#shown[i]) && this.#shown.length) return;
    this.#shown = kept;
    const sizes = kept.map((mask, i) => mask && trans.__('%1: %2 cells', REGIONS[i]!, readable(sizeOf(mask))));
    this.#status.textContent = sizes.filter(Boolean).join(', ');
    const [a, b] = kept;
    this.#tables.replaceChildren();
    if (a && b) void this.#compare(payload, [a, b]);
  }

  async #compare(payload: Selectable, regions: readonly [Uint8Array, Uint8Array]): Promise<void> {
    const { trans } = this.#host;
    this.#tables.replaceChildren(...this.#compositions(payload, regions));
    const note = element('p', { attributes: { role: 'status' }, text: trans.__('The kernel compares the features.') });
    this.#tables.append(note);
    const told = (done: number, of: number): void => {
      note.textContent = trans.__('The kernel has compared %1 of %2 features.', readable(done), readable(of));
    };
    const answer = await this.#kernel.markers(regions, told).catch((error: unknown) => String(error));
    if (regions[0] !== this.#shown[0] || regions[1] !== this.#shown[1]) return;
    const table = Array.isArray(answer) ? this.#markers(answer) : undefined;
    const saved = table ? undefined : this.#features(compareFeatures(payload.cells, ...regions, MOST_ROWS));
    const reason = typeof answer === 'string' ? answer : trans.__('No kernel knows these cells.');
    const means = saved
      ? trans.__('%1 The means are from the saved picture.', reason)
      : trans.__('%1 Run the cell again to compare features.', reason);
    note.textContent = table ? trans.__('p is of the rank-sum test, corrected for all features.') : means;
    this.#tables.append(...[table ?? saved].filter((each) => each !== undefined), note);
  }

  #compositions(payload: Selectable, regions: readonly Uint8Array[]): HTMLElement[] {
    const { trans } = this.#host;
    const [inA, inB] = regions.map((mask) => composition(payload, mask)) as [Counts, Counts];
    const sizes = regions.map(sizeOf);
    return inA.map(({ name, counts }, i) => {
      const other = inB[i]!.counts;
      const labels = [...new Set([...counts, ...other].map(({ label }) => label))];
      const rows = labels.map((label) => {
        const parts = [counts, other].map((list) => list.find((each) => each.label === label)?.selected ?? 0);
        return [shorten(label, 100), ...parts.flatMap((n, k) => [readable(n), percent(n, sizes[k]!)])];
      });
      const heads = REGIONS.flatMap((region: Region) => [trans.__('%1 cells', region), trans.__('%1 share', region)]);
      return summaryTable(trans.__('%1 in A and B', shorten(name, 60)), [shorten(name, 60), ...heads], rows, MOST_ROWS);
    });
  }

  #markers(markers: MarkerFeature[]): HTMLElement {
    const rows = markers.map(({ name, first, second, difference, p }) => [
      shorten(String(name), 100),
      ...[first, second].map((value) => readable(Number(value))),
      Number(difference).toFixed(2),
      Number(p).toExponential(1),
    ]);
    return this.#summaryTable(rows, ['p']);
  }

  #features(features: FeatureDifference[]): HTMLElement | undefined {
    const rows = features.map(({ name, selected, rest, difference }) => [
      shorten(name, 100),
      readable(selected),
      readable(rest),
      difference.toFixed(2),
    ]);
    return rows.length ? this.#summaryTable(rows, []) : undefined;
  }

  #summaryTable(rows: string[][], more: string[]): HTMLElement {
    const { trans } = this.#host;
    const heads = [trans.__('Feature'), trans.__('Mean in A'), trans.__('Mean in B'), trans.__('Difference (SD)')];
    return summaryTable(trans.__('Features that set A apart from B'), [...heads, ...more], rows, MOST_ROWS);
  }
}

type Counts = ReturnType<typeof composition>;

function sizeOf(mask: Uint8Array): number {
  return mask.reduce((sum, each) => sum + each, 0);
}

function percent(part: number, whole: number): string {
  return `${readable(Math.round((1000 * part) / whole) / 10)} %`;
}
