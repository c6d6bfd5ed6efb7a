import type createREGL from 'regl';
import { DOT_SHAPES, type DotShape } from './shownGenes';
import { alive, COMMON, drawOnto, sharedGl } from '../points/sharedGl';

/** Dots of a tile of a gene, with where they go: times `scale`, plus `shift`. */
export interface DrawnDots {
  places: Float32Array;
  scale: [number, number];
  shift: [number, number];
  /** Red, green and blue, 0 to 1. */
  color: [number, number, number];
  shape: DotShape;
}

interface Props extends Omit<DrawnDots, 'places' | 'shape'> {
  buffer: createREGL.Buffer;
  count: number;
  size: number;
  halo: [number, number, number];
  shape: number;
}

const VERTEX = `
precision highp float;
attribute vec2 position;
uniform vec2 scale, shift;
uniform float size;
varying float wide;
void main() {
  wide = size;
  gl_Position = vec4(position * scale + shift, 0.0, 1.0);
  gl_PointSize = size;
}`;
/** A dot with a rim in the color of the page, so that it is seen on a cell of its own color. */
const FRAGMENT = `
precision mediump float;
uniform vec3 color, halo;
uniform int shape;
varying float wide;
void main() {
  vec2 at = 2.0 * gl_PointCoord - 1.0;
  float far = length(at);
  if (shape == 1) far = 1.1 * max(abs(at.x), abs(at.y));
  if (shape == 2) far = max(1.57 * abs(at.x) - 0.85 * at.y, at.y) + 0.15;
  if (shape == 3) far = abs(at.x) + abs(at.y);
  float soft = 2.0 / wide;
  float alpha = 1.0 - smoothstep(1.0 - soft, 1.0, far);
  float rim = smoothstep(1.0 - 2.4 * soft, 1.0 - 1.4 * soft, far);
  gl_FragColor = vec4(mix(color, halo, rim * 0.8) * alpha, alpha);
}`;

/** Tiles that the graphics processor keeps (ours). */
const MOST_BUFFERS = 2048;

const buffers = new Map<Float32Array, { regl: createREGL.Regl; buffer: createREGL.Buffer }>();
let command: { regl: createREGL.Regl; draw: createREGL.DrawCommand } | undefined;

/**
 * Draws dots onto a canvas.
 *
 * @param size of a dot, in pixels of the canvas
 * @param halo the color around dots, 0 to 1
 */
export function drawDots(
  target: HTMLCanvasElement,
  dots: readonly DrawnDots[],
  size: number,
  halo: [number, number, number],
): void {
  // prettier-ignore
  drawOnto(target, () => {
    const props = dots.flatMap(({ places, shape, ...rest }): Props[] =>
      places.length === 0 ? [] : [{ ...rest, buffer: uploaded(places), count: places.length / 2, size, halo, shape: DOT_SHAPES.indexOf(shape) }],
    ); // prettier-ignore
    drawing()(props);
  });
  for (const [places, { buffer }] of buffers) {
    if (buffers.size <= MOST_BUFFERS) break;
    buffer.destroy();
    buffers.delete(places);
  }
}

function uploaded(places: Float32Array): createREGL.Buffer {
  const known = buffers.get(places);
  buffers.delete(places);
  const { regl } = sharedGl();
  const made = alive(known) ? known : { regl, buffer: regl.buffer(places) };
  buffers.set(places, made);
  return made.buffer;
}

function drawing(): createREGL.DrawCommand {
  const { regl } = sharedGl();
  if (command?.regl === regl) return command.draw;
  const property =
    (name: keyof Props): unknown =>
    (_: unknown, props: Props): unknown =>
      props[name];
  const uniforms = ['scale', 'shift', 'color', 'halo', 'size', 'shape'] as const;
  const draw = regl({
    ...COMMON,
    vert: VERTEX,
    frag: FRAGMENT,
    attributes: { position: property('buffer') } as never,
    uniforms: Object.fromEntries(uniforms.map((name) => [name, property(name)])) as never,
    count: property('count') as never,
    primitive: 'points',
  });
  command = { regl, draw };
  return draw;
}
