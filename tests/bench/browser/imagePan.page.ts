import createRegl from 'regl';
import { english } from '../../../extension/src/figure/english';
import { FigureView } from '../../../extension/src/figure/figureView';
import type { Channel, FigureHost } from '../../../extension/src/figure/host';
import {
  blendChannels,
  type ChannelLook,
  encodeArray,
  type ImageQuestion,
  PAGE_THEME,
  type SpatialPayload,
  TILE_SIDE,
} from '../../../src/protocol';

const SIDE = 100_000;
const PLANE = TILE_SIDE * TILE_SIDE;
const COLORS = ['#3c6cff', '#00ff00', '#ff3030', '#ffff00'];
const PAN_MS = 3000;

const looks = (count: number, gamma = 1): ChannelLook[] =>
  Array.from({ length: count }, (_, channel) => ({ channel, color: COLORS[channel]!, low: 100, high: 4000, gamma }));
const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
const plane = (seed: number): Uint16Array => Uint16Array.from({ length: PLANE }, (_, p) => ((p * 2654435761) >>> (20 + (seed % 3)))); // prettier-ignore

/** A kernel in the page: a tile takes no time to read, so that what is measured is the page's own work. */
function channelOf(asked: number[]): Channel {
  const planes = COLORS.map((_, channel) => plane(channel));
  const channel: Channel = {
    send: (data) => {
      const question = data as ImageQuestion;
      if (question.ask !== 'tile') return;
      asked.push(question.scale);
      const side = question.scale * TILE_SIDE;
      const size = (index: number): number => Math.ceil(Math.min(side, SIDE - index * side) / question.scale);
      const [width, height] = [size(question.column), size(question.row)];
      const values = new Uint16Array(question.channels.length * width * height);
      question.channels.forEach((c, i) => values.set(planes[c]!.subarray(0, width * height), i * width * height));
      setTimeout(() =>
        channel.onMessage({ id: question.id, tile: { width, height } }, [new Uint8Array(values.buffer)]),
      );
    },
    onMessage: () => undefined,
    onClose: () => undefined,
    close: () => undefined,
  };
  const scales = Array.from({ length: 10 }, (_, k) => 2 ** k);
  const facts = { width: SIDE, height: SIDE, channels: COLORS, type: 'uint16', scales };
  setTimeout(() => channel.onMessage({ facts }, []));
  return channel;
}

function payload(zoomed: boolean): SpatialPayload {
  const pixels = encodeArray(new Uint8Array(3 * 900 * 900).fill(40), [900, 2700]);
  const none = encodeArray(new Float32Array(0));
  const color = { by: 'category' as const, name: '', labels: [], palette: [], codes: encodeArray(new Int8Array(0)) };
  return {
    ...{ version: 1, id: 'bench', kind: 'spatial', title: 'Image', caption: '', description: '', unit: 'um' },
    panels: [{ title: '', x: none, y: none, color, hover: [], image: 0 }],
    images: [{ pixels, x: [0, SIDE], y: [0, SIDE], ...(zoomed && { zoom: { key: 'k', colored: false, looks: looks(4) } }) }], // prettier-ignore
  };
}

/** What a page measured: milliseconds, frames a second, tiles. */
export interface MeasuredPan {
  sharp: number;
  panFrames: number;
  longest: number;
  tiles: number;
  megabytes: number;
}

/** Shows an image, zooms in until the middle is eight times as large, and pans for three seconds with the mouse. */
async function bench(zoomed: boolean): Promise<MeasuredPan> {
  const asked: number[] = [];
  const host: FigureHost = {
    trans: english,
    theme: () => PAGE_THEME,
    plotly: async () => (await import('../../../extension/src/figure/plotly')).default,
    scrollZoom: false,
    connect: () => Promise.resolve(zoomed ? channelOf(asked) : undefined),
  };
  const view = new FigureView(host);
  document.body.append(view.node);
  const start = performance.now();
  await view.show(payload(zoomed));
  while (!document.querySelector('.js-plotly-plot:not([aria-busy])')) await nextFrame();
  await sharpened(zoomed);
  const sharp = performance.now() - start;
  for (let step = 0; step < 10; step++) document.querySelector<HTMLElement>('[aria-label="Zoom in"]')!.click();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await sharpened(zoomed);
  const drag = document.querySelector('.nsewdrag')!;
  const { left, top, width, height } = drag.getBoundingClientRect();
  const middle = { x: left + width / 2, y: top + height / 2 };
  press(drag, 'down', middle);
  let [frames, longest, last] = [0, 0, performance.now()];
  const from = last;
  for (; last - from < PAN_MS; frames++) {
    press(drag, 'move', { x: middle.x - frames * 3, y: middle.y - frames });
    await nextFrame();
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }
  press(drag, 'up', middle);
  const memory = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0;
  return { sharp, panFrames: (1000 * frames) / (last - from), longest, tiles: asked.length, megabytes: memory / 1e6 };
}

async function sharpened(zoomed: boolean): Promise<void> {
  await nextFrame();
  while (zoomed && document.querySelector<HTMLElement>('.tissuebook-View-tiles')?.dataset['missing'] !== '0') await nextFrame(); // prettier-ignore
}

function press(target: Element, what: 'down' | 'move' | 'up', at: { x: number; y: number }): void {
  const over = what === 'down' ? target : (document.querySelector('.dragcover') ?? target);
  const common = { bubbles: true, cancelable: true, clientX: at.x, clientY: at.y, button: 0, view: window };
  over.dispatchEvent(new MouseEvent(`mouse${what}`, { ...common, buttons: what === 'up' ? 0 : 1 }));
}

/** Milliseconds for a screen of 20 tiles of 4 channels: blended by the processor, and by WebGL; new ones, and in other colors. */
function blend(): Record<string, number> {
  const tiles = Array.from({ length: 20 }, (_, t) => COLORS.map((_, c) => plane(t + c)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [5 * TILE_SIDE, 4 * TILE_SIDE];
  const context = canvas.getContext('2d')!;
  const timed = (act: () => void): number => {
    const start = performance.now();
    act();
    context.getImageData(0, 0, 1, 1);
    return performance.now() - start;
  };
  const put = (source: CanvasImageSource, t: number): void =>
    context.drawImage(source, (t % 5) * TILE_SIDE, Math.floor(t / 5) * TILE_SIDE);
  const cpu = (gamma: number): void =>
    tiles.forEach((planes, t) => {
      const pixels = new ImageData(TILE_SIDE, TILE_SIDE);
      blendChannels(pixels.data, planes, looks(4, gamma));
      const tile = new OffscreenCanvas(TILE_SIDE, TILE_SIDE);
      tile.getContext('2d')!.putImageData(pixels, 0, 0);
      put(tile, t);
    });
  const target = document.createElement('canvas');
  [target.width, target.height] = [TILE_SIDE, TILE_SIDE];
  const regl = createRegl({ canvas: target, attributes: { preserveDrawingBuffer: true } });
  const draw = regl({
    vert: 'precision highp float; attribute vec2 at; varying vec2 uv; void main() { uv = at; gl_Position = vec4(2. * at - 1., 0, 1); }',
    frag: `precision highp float; varying vec2 uv; uniform sampler2D a, b, c, d; uniform vec3 ca, cb, cc, cd; uniform float low, high, gamma;
      float share(sampler2D t) { vec4 v = texture2D(t, uv); return pow(clamp(((v.a * 65280. + v.r * 255.) - low) / (high - low), 0., 1.), gamma); }
      void main() { gl_FragColor = vec4(ca * share(a) + cb * share(b) + cc * share(c) + cd * share(d), 1); }`,
    attributes: { at: [[0, 0], [2, 0], [0, 2]] },
    uniforms: Object.fromEntries([
      ...['a', 'b', 'c', 'd'].map((name) => [name, regl.prop(name as never)]),
      ...['ca', 'cb', 'cc', 'cd'].map((name, i) => [name, [1, 3, 5].map((at) => parseInt(COLORS[i]!.slice(at, at + 2), 16) / 255)]),
      ...([['low', 100], ['high', 4000]] as const),
      ['gamma', regl.prop('gamma' as never)],
    ]),
    count: 3,
  }); // prettier-ignore
  let textures: ReturnType<typeof regl.texture>[][] = [];
  const upload = (): void => {
    textures = tiles.map((planes) =>
      planes.map(
        (values) =>
        regl.texture({ width: TILE_SIDE, height: TILE_SIDE, format: 'luminance alpha', data: new Uint8Array(values.buffer) }), // prettier-ignore
      ),
    );
  };
  const gpu = (gamma: number): void =>
    textures.forEach(([a, b, c, d], t) => {
      draw({ a, b, c, d, gamma });
      put(target, t);
    });
  cpu(0.9);
  const rows = {
    processorNew: timed(() => cpu(1)),
    webglNew: timed(() => (upload(), gpu(1))),
    processorOther: timed(() => cpu(0.7)),
    webglOther: timed(() => gpu(0.7)),
  };
  return rows;
}

Object.assign(window, { bench, blend });
