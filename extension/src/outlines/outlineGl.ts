import type createREGL from 'regl';
import { alive, COMMON, drawOnto, sharedGl } from '../points/sharedGl';
import type { TileMesh } from './tileMesh';

/** A tile's part of a picture. */
export interface DrawnTile {
  buffers: TileBuffers;
  /** From the tile's positions to the canvas: times `scale`, plus `shift`. */
  scale: [number, number];
  shift: [number, number];
}

/** What the graphics processor keeps of a tile. */
export interface TileBuffers {
  /** The context that they are in: one that is lost takes them along. */
  readonly regl: createREGL.Regl;
  positions: createREGL.Buffer;
  colors: createREGL.Buffer;
  triangles: createREGL.Elements;
  edges: createREGL.Elements;
  /** Which colors are in them. */
  look: unknown;
}

interface Props extends DrawnTile {
  elements: createREGL.Elements;
  /** How far colors go towards `ink`. */
  mix: number;
  ink: [number, number, number];
  fade: number;
}

const VERTEX = `
precision highp float;
attribute vec2 position;
attribute vec4 color;
uniform vec2 scale, shift;
uniform float mixed, fade;
uniform vec3 ink;
varying vec4 shown;
void main() {
  shown = vec4(mix(color.rgb, ink, mixed), color.a * fade);
  shown.rgb *= shown.a;
  gl_Position = vec4(position * scale + shift, 0.0, color.a > 0.0 ? 1.0 : 0.0);
}`;
const FRAGMENT = `
precision mediump float;
varying vec4 shown;
void main() { gl_FragColor = shown; }`;

/** How far edges are from the color of their cell towards that of text. */
const EDGE = 0.45;

let command: { regl: createREGL.Regl; draw: createREGL.DrawCommand } | undefined;

function drawing(): createREGL.DrawCommand {
  const { regl } = sharedGl();
  if (command?.regl === regl) return command.draw;
  const property =
    (name: keyof Props): unknown =>
    (_: unknown, props: Props): unknown =>
      props[name];
  const draw = regl({
    ...COMMON,
    vert: VERTEX,
    frag: FRAGMENT,
    attributes: {
      position: (_: unknown, { buffers }: Props) => buffers.positions,
      color: (_: unknown, { buffers }: Props) => ({ buffer: buffers.colors, normalized: true }),
    } as never,
    uniforms: {
      scale: property('scale'),
      shift: property('shift'),
      mixed: property('mix'),
      fade: property('fade'),
      ink: property('ink'),
    } as never,
    elements: (_: unknown, { elements }: Props) => elements,
  } as createREGL.DrawConfig);
  command = { regl, draw };
  return draw;
}

/** Gives a tile to the graphics processor. */
export function uploadTile({ positions, triangles, edges }: TileMesh): TileBuffers {
  const { regl } = sharedGl();
  const type = triangles instanceof Uint32Array ? 'uint32' : 'uint16';
  return {
    regl,
    positions: regl.buffer(positions),
    colors: regl.buffer({ usage: 'dynamic', type: 'uint8', length: 2 * positions.length }),
    triangles: regl.elements({ primitive: 'triangles', type, data: triangles }),
    edges: regl.elements({ primitive: 'lines', type, data: edges }),
    look: undefined,
  };
}

export function freeTile(buffers: TileBuffers | undefined): void {
  if (!alive(buffers)) return;
  for (const each of [buffers.positions, buffers.colors, buffers.triangles, buffers.edges]) each.destroy();
}

/**
 * Draws tiles onto a canvas.
 *
 * @param fill opacity of what is inside outlines
 * @param ink the color of text on the page, 0 to 1: edges are nearer to it than their cells
 */
export function drawTiles(
  target: HTMLCanvasElement,
  tiles: readonly DrawnTile[],
  fill: number,
  ink: [number, number, number],
): void {
  drawOnto(target, () => {
    const draw = drawing();
    draw(tiles.map((tile) => ({ ...tile, elements: tile.buffers.triangles, mix: 0, fade: fill, ink })));
    draw(tiles.map((tile) => ({ ...tile, elements: tile.buffers.edges, mix: EDGE, fade: 1, ink })));
  });
}
