import { element } from '../dom';

/** Milliseconds that the pointer rests before a tooltip comes: who passes by wants none. */
const REST_MS = 350;

/** Says what a button does and which key does the same, when the pointer or the keyboard's focus rests on it. */
export class Tooltip {
  // The button's own name says the same to a screen reader.
  readonly node = element('div', { class: 'tissuebook-tooltip', attributes: { 'aria-hidden': 'true' } });
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.node.hidden = true;
  }

  /** @param shortcut a key, shown after the text */
  follow(button: HTMLElement, text: string, shortcut?: string): void {
    const show = (): void => this.#show(button, text, shortcut);
    button.addEventListener('pointerenter', () => {
      this.#hide();
      this.#rest = setTimeout(show, REST_MS);
    });
    button.addEventListener('focus', () => button.matches(':focus-visible') && show());
    for (const event of ['pointerleave', 'pointerdown', 'blur', 'click']) {
      button.addEventListener(event, () => this.#hide());
    }
    button.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#hide();
    });
  }

  #show(button: HTMLElement, text: string, shortcut: string | undefined): void {
    const key = shortcut ? [element('kbd', { text: shortcut.length === 1 ? shortcut.toUpperCase() : shortcut })] : [];
    this.node.replaceChildren(text, ...key);
    this.node.hidden = false;
    const bar = this.node.parentElement!;
    const [own, around] = [button.getBoundingClientRect(), bar.getBoundingClientRect()];
    const left = own.left - around.left + own.width / 2 - this.node.offsetWidth / 2;
    this.node.style.left = `${Math.max(0, Math.min(left, around.width - this.node.offsetWidth))}px`;
    this.node.style.top = `${own.bottom - around.top + 4}px`;
  }

  #hide(): void {
    clearTimeout(this.#rest);
    this.node.hidden = true;
  }
}
