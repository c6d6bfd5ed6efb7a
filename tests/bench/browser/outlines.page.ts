import { english } from '../../../extension/src/figure/english';
import { FigureView } from '../../../extension/src/figure/figureView';
import type { Channel } from '../../../extension/src/figure/host';
import { decodeArray, PAGE_THEME } from '../../../src/protocol';
import { CORNERS, outlinesPayload } from './outlinesPayload';

/** What a page measured: milliseconds; frames a second; MB of the page's own memory. */
export interface MeasuredOutlines {
  /** Until the points of all cells are on the page. */
  firstPaint: number;
  /** From the last step of zooming in until all outlines in sight are filled. */
  filled: number;
  /** Cells in sight then. */
  cells: number;
  panFrames: number;
  /** From a click on a cell until the selection shows. */
  click: number;
  heapMb: number;
}

const PAN_MS = 2000;
const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const find = (selector: string): HTMLElement => document.querySelector<HTMLElement>(selector)!;
/** About as many cells as are drawn as outlines when they begin to be: where cells are 6 pixels wide in a picture of 500. */
const SHOWN = 75;

/** A kernel in the page that hands out outlines at once. */
function kernel(counts: Uint16Array, offsets: Int16Array): Channel {
  const channel: Channel = {
    send(data, buffers = []) {
      const { id } = data as { id: number };
      const cells = new Int32Array(buffers[0]!.slice().buffer);
      const own = Uint16Array.from(cells, (cell) => counts[cell]!);
      const corners = new Int16Array(2 * CORNERS * cells.length);
      cells.forEach((cell, i) =>
        corners.set(offsets.subarray(2 * CORNERS * cell, 2 * CORNERS * (cell + 1)), 2 * CORNERS * i),
      );
      const bytes = [own, corners].map(({ buffer }) => new Uint8Array(buffer));
      setTimeout(() => channel.onMessage({ id, corners: corners.length / 2 }, bytes), 0);
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  };
  return channel;
}

interface Axes {
  _fullLayout: {
    xaxis: { range: number[]; _length: number; _offset: number; l2p(v: number): number };
    yaxis: { range: number[]; _offset: number; l2p(v: number): number };
  };
}

/** Tissuebook's view with all that is on it. */
async function tissuebook(count: number): Promise<MeasuredOutlines> {
  const { payload, counts, offsets } = outlinesPayload(count);
  const plotly = (await import('../../../extension/src/figure/plotly')).default;
  const view = new FigureView({
    trans: english,
    theme: () => PAGE_THEME,
    plotly: () => Promise.resolve(plotly),
    scrollZoom: false,
    connect: (_node, target) => Promise.resolve(target === 'tissuebook.cells' ? kernel(counts, offsets) : undefined),
  });
  document.body.append(view.node);
  const start = performance.now();
  await view.show(payload);
  await settled();
  const firstPaint = performance.now() - start;

  const picture = find('.js-plotly-plot');
  const side = 10 * Math.sqrt(count);
  const half = (10 * SHOWN) / 2;
  const ranges = {
    'xaxis.range': [side / 2 - half, side / 2 + half],
    'yaxis.range': [side / 2 + half, side / 2 - half],
  };
  const begin = performance.now();
  await plotly.relayout(picture as never, ranges);
  while (find('.tissuebook-View-outlines').dataset['covered'] !== 'all') await frame();
  await settled();
  const filled = performance.now() - begin;

  const axes = (picture as unknown as Axes)._fullLayout;
  const [x, y] = [decodeArray(payload.panels[0]!.x), decodeArray(payload.panels[0]!.y)];
  const within = (value: number, range: number[]): boolean => value > Math.min(...range) && value < Math.max(...range);
  const seen = Array.from(x.keys()).filter((i) => within(x[i]!, axes.xaxis.range) && within(y[i]!, axes.yaxis.range));

  const target = find('.nsewdrag');
  const { left, top } = picture.getBoundingClientRect();
  const middle = {
    x: left + axes.xaxis._offset + axes.xaxis.l2p(side / 2),
    y: top + axes.yaxis._offset + axes.yaxis.l2p(side / 2),
  };
  press(target, 'down', middle);
  const from = performance.now();
  let frames = 0;
  for (; performance.now() - from < PAN_MS; frames++) {
    press(target, 'move', { x: middle.x + 60 * Math.sin(frames / 8), y: middle.y + 60 * (1 - Math.cos(frames / 8)) });
    await frame();
  }
  const panFrames = (1000 * frames) / (performance.now() - from);
  press(target, 'move', middle);
  press(target, 'up', middle);
  await frame();
  await settled();

  const chosen = seen[Math.floor(seen.length / 2)]!;
  const at = {
    x: left + axes.xaxis._offset + axes.xaxis.l2p(x[chosen]!),
    y: top + axes.yaxis._offset + axes.yaxis.l2p(y[chosen]!),
  };
  const clicked = performance.now();
  picture.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, clientX: at.x, clientY: at.y }));
  picture.dispatchEvent(new MouseEvent('click', { bubbles: true, clientX: at.x, clientY: at.y }));
  await settled();
  return { firstPaint, filled, cells: seen.length, panFrames, click: performance.now() - clicked, heapMb: heap() };
}

/** The same outlines as paths of a canvas, a fill and a line each, redrawn in each frame: what a page does without a library. */
async function canvas(count: number): Promise<MeasuredOutlines> {
  const { payload, offsets } = outlinesPayload(count);
  const { x, y, color } = payload.panels[0]!;
  const [xs, ys] = [decodeArray(x), decodeArray(y)];
  const codes = decodeArray((color as { codes: typeof x }).codes);
  const { palette } = color as { palette: string[] };
  const node = document.createElement('canvas');
  [node.width, node.height] = [500, 500];
  document.body.append(node);
  const pen = node.getContext('2d')!;
  const side = 10 * Math.sqrt(count);
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    pen.fillStyle = palette[codes[i]!]!;
    pen.fillRect((500 * xs[i]!) / side, (500 * ys[i]!) / side, 2, 2);
  }
  pen.getImageData(0, 0, 1, 1);
  const firstPaint = performance.now() - start;
  const scale = 500 / (10 * SHOWN);
  const draw = (dx: number, dy: number): number => {
    const [left, low] = [side / 2 - 5 * SHOWN - dx / scale, side / 2 - 5 * SHOWN - dy / scale];
    let seen = 0;
    pen.clearRect(0, 0, 500, 500);
    for (let i = 0; i < count; i++) {
      const [px, py] = [(xs[i]! - left) * scale, (ys[i]! - low) * scale];
      if (px < -5 || py < -5 || px > 505 || py > 505) continue;
      seen++;
      pen.beginPath();
      for (let k = CORNERS * i; k < CORNERS * (i + 1); k++) pen.lineTo(px + offsets[2 * k]! * 0.01 * scale, py + offsets[2 * k + 1]! * 0.01 * scale); // prettier-ignore
      pen.closePath();
      pen.fillStyle = palette[codes[i]!]!;
      pen.fill();
      pen.stroke();
    }
    pen.getImageData(0, 0, 1, 1);
    return seen;
  };
  const begin = performance.now();
  const seen = draw(0, 0);
  const filled = performance.now() - begin;
  const from = performance.now();
  let frames = 0;
  for (; performance.now() - from < PAN_MS; frames++) {
    draw(60 * Math.sin(frames / 8), 60 * (1 - Math.cos(frames / 8)));
    await frame();
  }
  return {
    firstPaint,
    filled,
    cells: seen,
    panFrames: (1000 * frames) / (performance.now() - from),
    click: NaN,
    heapMb: heap(),
  };
}

async function settled(): Promise<void> {
  while (!document.querySelector('.tissuebook-View-picture.js-plotly-plot:not([aria-busy])')) await frame();
  await frame();
  while (document.querySelector('.tissuebook-View-layer[data-busy]')) await frame();
  for (const each of document.querySelectorAll('canvas')) each.getContext('2d')?.getImageData(0, 0, 1, 1);
}

function press(target: Element, what: 'down' | 'move' | 'up', at: { x: number; y: number }): void {
  const common = { bubbles: true, cancelable: true, clientX: at.x, clientY: at.y, button: 0, view: window };
  const over = what === 'down' ? target : (document.querySelector('.dragcover') ?? target);
  over.dispatchEvent(new PointerEvent(`pointer${what}`, { ...common, buttons: what === 'up' ? 0 : 1, pointerId: 1, isPrimary: true })); // prettier-ignore
  over.dispatchEvent(new MouseEvent(`mouse${what}`, { ...common, buttons: what === 'up' ? 0 : 1 }));
}

function heap(): number {
  return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 2 ** 20;
}

Object.assign(window, { bench: (name: 'tissuebook' | 'canvas', count: number) => (name === 'canvas' ? canvas(count) : tissuebook(count)) }); // prettier-ignore
