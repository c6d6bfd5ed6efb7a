/** What an element gets beside its children. Text goes through textContent: data never becomes HTML. */
export interface Properties {
  class?: string;
  text?: string;
  attributes?: Record<string, string>;
  on?: Record<string, (event: Event) => void>;
}

/**
 * Elements that take keys. JupyterLab's shortcuts match the focused element before they look at what is around it, so
 * that each of these must say itself that keys are its own: two d's typed into a list would delete the cell.
 */
const TAKES_KEYS = new Set(['button', 'input', 'select', 'summary', 'textarea']);

/** Creates an element with properties and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (properties.class) node.className = properties.class;
  if (properties.text !== undefined) node.textContent = properties.text;
  for (const [name, value] of Object.entries(properties.attributes ?? {})) node.setAttribute(name, value);
  if (TAKES_KEYS.has(tag) || node.hasAttribute('tabindex')) node.setAttribute('data-lm-suppress-shortcuts', 'true');
  for (const [name, listener] of Object.entries(properties.on ?? {})) node.addEventListener(name, listener);
  node.append(...children);
  return node;
}

/**
 * Leaves keys in a side panel to JupyterLab's shortcuts (save, palette): no cell is around it that they could change.
 * A part of it is freed when it gets the keyboard, so that parts that are added later are free too.
 */
export function letShortcutsThrough(panel: HTMLElement): void {
  panel.addEventListener('focusin', ({ target }) => {
    for (let node = target as Element | null; node && node !== panel; node = node.parentElement) {
      node.removeAttribute('data-lm-suppress-shortcuts');
    }
  });
}

let count = 0;

/** An id for an element of ours; never made from data, so that nothing in a notebook can clash with it on purpose. */
export function freshId(subject: string): string {
  return `tissuebook-${subject}-${++count}`;
}
