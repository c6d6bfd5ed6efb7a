import createScatterplot from 'regl-scatterplot';
import { palette } from '../../../src/protocol';
import { cells, LABELS } from './cells';
import { type Drawer, measure } from './drawer';

const canvas = document.createElement('canvas');
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
let plot: ReturnType<typeof createScatterplot>;

/** regl-scatterplot alone, the engine of jupyter-scatter: points on a canvas, without axes, legend or text. */
const bare: Drawer = {
  async draw(count) {
    document.body.append(canvas);
    plot = createScatterplot({
      canvas,
      width: 600,
      height: 600,
      pointSize: 2,
      pointColor: palette(LABELS),
      colorBy: 'valueA',
      lassoMinDelay: 0,
    });
    const { x, y, codes } = cells(count);
    const half = 5 * Math.sqrt(count);
    await plot.draw({ x: x.map((v) => v / half - 1), y: y.map((v) => 1 - v / half), valueA: codes });
  },
  async use(gesture) {
    await plot.set({ mouseMode: gesture === 'pan' ? 'panZoom' : 'lasso' });
  },
  target: () => canvas,
  selected: () => plot.get('selectedPoints').length,
  async settled() {
    await frame();
    await frame();
    canvas.getContext('2d')!.getImageData(0, 0, 1, 1);
  },
};

Object.assign(window, { bench: (count: number) => measure(bare, count) });
