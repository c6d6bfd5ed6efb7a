import { element } from '../dom';
import type { FigureHost } from './host';
import { icon, type IconName } from './icons';
import { Tooltip } from './tooltip';

/** Groups of buttons from left to right; a thin line stands between two that show something. */
export const BAR_GROUPS = ['move', 'select', 'show', 'ask', 'keep'] as const;

export type BarGroup = (typeof BAR_GROUPS)[number];

/**
 * A button of a figure's bar. Whatever has something to do in a figure puts its button here:
 *
 * ```ts
 * const brush = bar.add({ id: 'brush', icon: 'brush', name: trans.__('Paint a change'), group: 'select', shortcut: 'k', toggles: true, act: () => this.use(!brush.pressed) });
 * brush.hidden = payload.kind !== 'spatial'; // for each payload on show
 * brush.pressed = true;
 * ```
 */
export interface BarButton {
  /** Names the button in the page, as data-tool. */
  id: string;
  icon: IconName;
  /** What it does, in a few words: its name for screen readers, and its tooltip. */
  name: string;
  group: BarGroup;
  /** Letters after the icon, where icons alone would be the same. */
  text?: string;
  /** A key without modifiers that does the same while the figure has the keyboard, as KeyboardEvent.key has it. */
  shortcut?: string;
  /** Whether it stays pressed. Default: false */
  toggles?: boolean;
  act(): unknown;
}

/** A button that is in the bar. */
export interface BarHandle {
  readonly node: HTMLButtonElement;
  hidden: boolean;
  pressed: boolean;
  disabled: boolean;
}

/**
 * The one row of icons over a figure. It is one stop of the Tab key; arrow keys, Home and End go through it. Keys of its
 * buttons work wherever the figure has the keyboard, but in fields that take text.
 */
export class FigureBar {
  readonly node: HTMLElement;
  readonly #groups: Record<BarGroup, HTMLElement>;
  readonly #tooltip = new Tooltip();
  readonly #shortcuts = new Map<string, BarHandle>();

  constructor(host: FigureHost) {
    const group = (name: BarGroup): [BarGroup, HTMLElement] => [
      name,
      element('div', { class: 'tissuebook-Bar-group', attributes: { 'data-group': name } }),
    ];
    this.#groups = Object.fromEntries(BAR_GROUPS.map(group)) as Record<BarGroup, HTMLElement>;
    this.node = element(
      'div',
      {
        class: 'tissuebook-Bar',
        attributes: { role: 'toolbar', 'aria-label': host.trans.__('Figure'), 'data-lm-suppress-shortcuts': 'true' },
        on: { keydown: (event) => this.#move(event as KeyboardEvent) },
      },
      ...Object.values(this.#groups),
      this.#tooltip.node,
    );
  }

  /** Puts a button at the end of its group. */
  add({ id, icon: name, name: label, group, text, shortcut, toggles = false, act }: BarButton): BarHandle {
    const node = element(
      'button',
      {
        class: 'tissuebook-Bar-button',
        attributes: {
          type: 'button',
          'aria-label': label,
          'data-tool': id,
          ...(shortcut && { 'aria-keyshortcuts': shortcut.toUpperCase() }),
          ...(toggles && { 'aria-pressed': 'false' }),
        },
        on: { click: () => void act(), focus: () => this.#makeStop(node) },
      },
      icon(name),
      ...(text ? [text] : []),
    );
    this.#tooltip.follow(node, label, shortcut);
    this.#groups[group].append(node);
    const handle = handleOf(node, () => this.#makeStop());
    if (shortcut) this.#shortcuts.set(shortcut, handle);
    this.#makeStop();
    return handle;
  }

  /** Does what a key stands for, where it was pressed inside of the figure and nothing else took it. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || takesText(event.target)) return;
    const button = this.#shortcuts.get(event.key.toLowerCase());
    if (!button || button.hidden || button.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    button.node.click();
  }

  get #visible(): HTMLButtonElement[] {
    return [...this.node.querySelectorAll<HTMLButtonElement>('button:not([hidden])')];
  }

  /** One button can be reached by Tab: the one that had the keyboard last, or the first. */
  #makeStop(wanted?: HTMLButtonElement): void {
    const all = this.#visible;
    const stop = wanted ?? all.find(({ tabIndex }) => tabIndex === 0) ?? all[0];
    for (const each of all) each.tabIndex = each === stop ? 0 : -1;
  }

  #move(event: KeyboardEvent): void {
    const all = this.#visible.filter(({ disabled }) => !disabled);
    const at = all.indexOf(event.target as HTMLButtonElement);
    const ends: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 };
    const next = ends[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    all.at(next % all.length)!.focus();
  }
}

function handleOf(node: HTMLButtonElement, changed: () => void): BarHandle {
  return {
    node,
    get hidden() {
      return node.hasAttribute('hidden');
    },
    set hidden(hidden: boolean) {
      node.hidden = hidden;
      changed();
    },
    get pressed() {
      return node.getAttribute('aria-pressed') === 'true';
    },
    set pressed(pressed) {
      node.setAttribute('aria-pressed', String(pressed));
    },
    get disabled() {
      return node.disabled;
    },
    set disabled(disabled) {
      node.disabled = disabled;
    },
  };
}

/** Letters typed into a field are text, and a list chooses by them. */
function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
