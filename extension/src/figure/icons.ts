const SVG = 'http://www.w3.org/2000/svg';

/**
 * Lines of the icons on a field of 16 x 16, drawn for this project with one stroke in the color of the text. A new icon is a line
 * here.
 */
const ICONS = {
  zoomIn: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM10.3 10.3 14 14M7 5v4M5 7h4',
  zoomOut: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM10.3 10.3 14 14M5 7h4',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  lasso:
    'M5.2 10.6C3.3 10 2 8.7 2 7.1 2 4.8 4.7 3 8 3s6 1.8 6 4.1-2.7 4.1-6 4.1c-.6 0-1.2-.1-1.7-.2M5.2 10.6a1.2 1.2 0 1 0 1.1 1.2c0 1-.8 1.7-2 1.7',
  box: 'M2.5 4.5v-2h2M7 2.5h2M11.5 2.5h2v2M13.5 7v2M13.5 11.5v2h-2M9 13.5H7M4.5 13.5h-2v-2M2.5 9V7',
  polygon: 'M3 5.5 9 2.5l4.5 5-2.5 5.5-7 .5Z',
  brush: 'M13.5 2.5 7.3 8.7M7.3 8.7c-2-.4-3.3.8-3.3 2.6 0 1.2-.7 2-1.5 2.2 3 .7 6.2.2 6.2-2.7Z',
  pointer: 'M3.5 2.5 12.5 7l-3.8 1.2L7 12.5Z',
  undo: 'M5.5 3 2.5 6l3 3M2.8 6H10a3.5 3.5 0 0 1 0 7H6',
  table: 'M2 3h12v10H2ZM2 6.3h12M2 9.6h12M6.5 6.3V13',
  save: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  open: 'M8 10.2V2.2M4.8 5.3 8 2.1l3.2 3.2M2.5 13.5h11',
  side: 'M2 3h12v10H2ZM10 3v10',
  legend:
    'M4 4a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM4 8a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM4 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM6.5 4H14M6.5 8H14M6.5 12H14',
  color: 'M8 2c2.6 3 4 5.1 4 7.2a4 4 0 0 1-8 0C4 7.1 5.4 5 8 2Z',
  shapes: 'M7 11.2a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0ZM9.5 9h4.3v4.3H9.5ZM8 2l2.7 4.6H5.3Z',
  image: 'M2 3h12v10H2ZM2 11l3.7-3.7 3 3L10.5 8.5 14 12M11.8 5.9a.9.9 0 1 1-1.8 0 .9.9 0 0 1 1.8 0Z',
  channels:
    'M2 4h3M8 4h6M2 8h7M12 8h2M2 12h2M7 12h7M8 4a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0ZM12 8a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0ZM7 12a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0Z',
  outline: 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9ZM9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0Z',
  dots: 'M5 4.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM10 3.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM13.5 7.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM8 8.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM5 12a1 1 0 1 1-2 0 1 1 0 0 1 2 0ZM11 12.5a1 1 0 1 1-2 0 1 1 0 0 1 2 0Z',
  region: 'M2.5 6c0-2.5 2.5-4 5-3.5s5.5 0 6 3-1 3.5-1.5 5.5-3.5 3-6 2-3.5-4.5-3.5-7Z',
  blend: 'M10 6.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM14 9.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0Z',
  play: 'M4.5 2.8v10.4L13 8Z',
  pause: 'M5.5 3v10M10.5 3v10',
  stop: 'M4 4h8v8H4Z',
  back: 'M4 3v10M12.5 3v10L6 8Z',
  on: 'M12 3v10M3.5 3v10L10 8Z',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a3 3 0 0 1 4.3 4.3L11.3 8.8M9 11.5 7.5 13a3 3 0 0 1-4.3-4.3l1.5-1.5',
  question: 'M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM6.3 6.3a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.8.6-.8 1.2M8 11.4v.1',
} as const;

export type IconName = keyof typeof ICONS;

/** An icon of a button; a screen reader hears the button's name instead. */
export function icon(name: IconName): SVGSVGElement {
  const node = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' }))
    node.setAttribute(key, value);
  node.classList.add('tissuebook-icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  node.append(path);
  return node;
}
