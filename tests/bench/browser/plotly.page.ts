import Plotly from 'plotly.js/dist/plotly.min.js';
import { palette } from '../../../src/protocol';
import { cells, LABELS } from './cells';
import { type Drawer, measure } from './drawer';

interface Drawn extends HTMLElement {
  data: { selectedpoints?: number[] }[];
}

const colors = palette(LABELS);
const node = document.createElement('div') as unknown as Drawn;
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** plotly.js as people use it: the whole library, one scattergl trace a label, no more. */
const plain: Drawer = {
  async draw(count) {
    document.body.append(node);
    const { x, y, codes } = cells(count);
    const data = colors.map((color, label) => {
      const of = Array.from(codes.keys()).filter((i) => codes[i] === label);
      const at = (values: Float32Array): Float32Array => Float32Array.from(of, (i) => values[i]!);
      return {
        type: 'scattergl',
        mode: 'markers',
        x: at(x),
        y: at(y),
        name: `type ${label}`,
        marker: { color, size: 2 },
      };
    });
    const layout = { width: 760, height: 600, yaxis: { autorange: 'reversed', scaleanchor: 'x' }, dragmode: 'pan' };
    await Plotly.newPlot(node, data, layout, {});
  },
  async use(gesture) {
    await Plotly.relayout(node, { dragmode: gesture });
  },
  target: () => node.querySelector('.nsewdrag')!,
  selected: () => node.data.reduce((sum, { selectedpoints }) => sum + (selectedpoints?.length ?? 0), 0),
  async settled() {
    await frame();
    await frame();
    for (const canvas of node.querySelectorAll('canvas')) {
      const gl = canvas.getContext('webgl');
      gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
    }
  },
};

Object.assign(window, { bench: (count: number) => measure(plain, count) });
