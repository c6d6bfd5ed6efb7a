import { element } from '../dom';

/** A button of a figure: its text is its name. */
export function button(text: string, act: () => void): HTMLButtonElement {
  return element('button', {
    text,
    class: 'tissuebook-button',
    attributes: { type: 'button' },
    on: { click: act },
  });
}
