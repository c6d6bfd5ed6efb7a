import { element, freshId } from '../dom';
import type { FigureHost } from './host';

/** Pixels that the side takes beside a picture, with the gap before it. */
export const SIDE_WIDTH = 264;
/** Bodies narrower than this have the side below the picture. */
const NARROW = 620;
/** The side scrolls within the height of the picture, or within this where the picture is lower. */
const LEAST_HEIGHT = 260;

/**
 * A part of a figure's side that opens and closes. Whatever has settings in a figure puts them here:
 *
 * ```ts
 * const channels = side.add({ id: 'channels', title: trans.__('Channels'), order: 30, open: true, content: [list] });
 * channels.hidden = payload.kind !== 'spatial'; // for each payload on show
 * ```
 */
export interface SidePart {
  /** Names the part in the page, as data-part. */
  id: string;
  title: string;
  /** From top to bottom: the legend is 10, color 20, image 30, selection 40. Default: 50 */
  order?: number;
  /** Whether it is open at first. Default: false */
  open?: boolean;
  content: readonly Node[];
}

/** A part that is in the side. */
export interface SideHandle {
  readonly node: HTMLDetailsElement;
  hidden: boolean;
  open: boolean;
  /** A few words after the title, seen while the part is closed: how many are on, what is chosen. */
  note: string;
}

/** What stands beside a picture: legend, color, selection and what else there is to set, each in a part of its own. */
export class FigureSide {
  readonly node: HTMLElement;
  readonly #changed: () => void;
  #shown = true;
  #fitted: boolean | undefined;

  /** @param changed the side came or went, so that the picture has another width */
  constructor(host: FigureHost, changed: () => void) {
    this.#changed = changed;
    this.node = element('div', {
      class: 'tissuebook-Side',
      attributes: {
        id: freshId('side'),
        role: 'group',
        'aria-label': host.trans.__('Legend and settings'),
        'data-lm-suppress-shortcuts': 'true',
      },
    });
    // Parts that come late, as of an image that the kernel opens first, change the room of the picture.
    const late = new MutationObserver(() => {
      if (this.#fitted !== undefined && this.#fitted !== (this.used && this.#shown)) changed();
    });
    late.observe(this.node, { subtree: true, attributes: true, attributeFilter: ['hidden'] });
  }

  add({ id, title, order = 50, open = false, content }: SidePart): SideHandle {
    const note = element('span', { class: 'tissuebook-Side-note' });
    const node = element(
      'details',
      { class: 'tissuebook-Side-part', attributes: { 'data-part': id, 'data-lm-suppress-shortcuts': 'true' } },
      element('summary', {}, element('span', { text: title }), ' ', note),
      element('div', { class: 'tissuebook-Side-content' }, ...content),
    );
    node.open = open;
    this.put(node, order);
    return handleOf(node, note);
  }

  /** Puts in what brings its own frame; it is left out while it is hidden. */
  put(node: HTMLElement, order: number): void {
    node.dataset['order'] = String(order);
    const after = [...this.node.children].find((each) => Number((each as HTMLElement).dataset['order']) > order);
    this.node.insertBefore(node, after ?? null);
  }

  /** Whether the reader wants the side. */
  get shown(): boolean {
    return this.#shown;
  }

  set shown(shown: boolean) {
    this.#shown = shown;
    this.node.hidden = !shown;
    this.#changed();
  }

  /** Whether there is anything in it for the payload on show. */
  get used(): boolean {
    return [...this.node.children].some((part) => !(part as HTMLElement).hidden);
  }

  /**
   * Lays the side beside the picture or below it.
   *
   * @param width pixels of the figure's body
   * @returns pixels that are left for the picture
   */
  fit(width: number): number {
    const used = (this.#fitted = this.used && this.#shown);
    const narrow = width < NARROW;
    this.node.hidden = !used;
    this.node.parentElement?.classList.toggle('tissuebook-mod-narrow', narrow);
    return used && !narrow ? width - SIDE_WIDTH : width;
  }

  /** The side is as high as the picture beside it at most: beyond, it scrolls. */
  bound(height: number): void {
    this.node.style.setProperty('--tissuebook-height', `${Math.max(height, LEAST_HEIGHT)}px`);
  }
}

function handleOf(node: HTMLDetailsElement, note: HTMLElement): SideHandle {
  return {
    node,
    get hidden() {
      return node.hasAttribute('hidden');
    },
    set hidden(hidden: boolean) {
      node.hidden = hidden;
    },
    get open() {
      return node.open;
    },
    set open(open) {
      node.open = open;
    },
    get note() {
      return note.textContent;
    },
    set note(text) {
      note.textContent = text;
    },
  };
}
