import { drawView } from '../../../extension/src/figure/drawView';
import { encodeArray, palette, type SpatialPayload } from '../../../src/protocol';
import { cells, LABELS } from './cells';
import { type Drawer, measure } from './drawer';

const find = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!;

function payloadOf(count: number): SpatialPayload {
  const { x, y, codes } = cells(count);
  const labels = Array.from({ length: LABELS }, (_, i) => `type ${i}`);
  const color = { by: 'category' as const, name: 'type', labels, palette: palette(LABELS), codes: encodeArray(codes) };
  return {
    version: 1,
    id: 'bench',
    kind: 'spatial',
    title: 'Cells',
    caption: '',
    description: '',
    unit: 'um',
    cells: { key: 'bench', count, basis: { name: 'spatial', factor: 1 } },
    panels: [{ title: '', x: encodeArray(x), y: encodeArray(y), color, hover: [] }],
  };
}

/** Tissuebook's own view, with everything that is on it: header, buttons, selection, table. */
const tissuebook: Drawer = {
  async draw(count) {
    await drawView(document.body, payloadOf(count));
  },
  async use(gesture) {
    const button = find('[aria-label="Select cells with a lasso"]');
    if ((gesture === 'lasso') !== (button.getAttribute('aria-pressed') === 'true')) button.click();
    // The sheet takes the pointer's capture, which a made-up event has not.
    find('.tissuebook-View-sheet').setPointerCapture = () => undefined;
  },
  target: () => {
    const sheet = find('.tissuebook-View-sheet');
    return sheet.style.display === 'none' ? find('.nsewdrag') : sheet;
  },
  selected: () => parseInt(find('.tissuebook-View-selected').textContent!.replaceAll(',', ''), 10),
  async settled() {
    const picture = '.tissuebook-View-picture';
    while (!document.querySelector(`${picture}.js-plotly-plot:not([aria-busy])`)) await frame();
    await frame();
    while (document.querySelector('.tissuebook-View-layer[data-busy]')) await frame();
    finish();
  },
};

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Waits for the graphics processor by reading a pixel of each canvas back. */
function finish(): void {
  for (const canvas of document.querySelectorAll('canvas')) {
    const gl = canvas.getContext('webgl');
    if (gl) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    else canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
  }
}

Object.assign(window, { bench: (count: number) => measure(tissuebook, count) });
