import { COLOR_STOPS, readable, shorten, type ValueColor } from '../../../src/protocol';
import { element } from '../dom';

/** A color scale from its low to its high end, with the value in the middle. */
export function scaleRow({ scale, vmin, vmax, unit }: ValueColor): HTMLElement {
  const strip = element('div', { class: 'tissuebook-Legend-strip' });
  const stops = COLOR_STOPS[scale].map(([place, color]) => `${color} ${Math.round(100 * place)}%`);
  strip.style.setProperty('--tissuebook-scale', `linear-gradient(to right, ${stops.join(', ')})`);
  const ends = [vmin, (vmin + vmax) / 2, vmax].map((value) => element('span', { text: readable(value) }));
  const words = unit ? [element('div', { class: 'tissuebook-Legend-unit', text: shorten(unit, 60) })] : [];
  return element(
    'div',
    { class: 'tissuebook-Legend-scale' },
    strip,
    element('div', { class: 'tissuebook-Legend-ends' }, ...ends),
    ...words,
  );
}
