import type { Canvas, Rectangle } from './canvas';
import { drawPoints, pointColors, type PointLook } from './drawPoints';
import { type ColorAxis, plain, type Scene, type Trace } from './plotlyParts';
import { stroke } from './stroke';
import { writeText } from './text';

type Place = readonly [number, number, number];

/** Draws a scene of points in a box with three axes, seen from where the live picture is first seen from, without perspective. */
export function drawSpace(
  look: PointLook,
  scene: Scene,
  traces: readonly Trace[],
  { box, colors, text, grid }: { box: Rectangle; colors: Map<string, ColorAxis>; text: string; grid: string },
): void {
  const letters = ['x', 'y', 'z'] as const;
  const ends = letters.map((letter) => endsOf(traces, letter));
  const { aspectratio: aspect, camera } = scene;
  const project = projection(camera.eye, aspect, box);
  const share = (value: number, axis: number): number =>
    (value - ends[axis][0]) / (ends[axis][1] - ends[axis][0] || 1) - 0.5;
  const sign = scene.yaxis.autorange === 'reversed' ? -1 : 1;
  const at = ([x, y, z]: Place): Place => [share(x, 0), sign * share(y, 1), share(z, 2)];
  drawBox(look.canvas, project, grid);
  for (const trace of traces) {
    const { x = [], y = [], z = [], marker } = trace;
    const color = pointColors(marker?.color, colors.get(marker?.coloraxis ?? ''));
    const places = Array.from({ length: x.length }, (_, i) => project(at([x[i], y[i], Number(z[i])])));
    // From the far end to the near one within a trace; traces lie on each other in their order.
    const order = [...places.keys()].sort((a, b) => places[a][2] - places[b][2] || a - b);
    drawPoints(look, trace, {
      count: order.length,
      place: (k) => [places[order[k]][0], places[order[k]][1]],
      color: (k) => color(order[k]),
    });
  }
  const titles: [string, Place][] = [
    [plain(scene.xaxis.title?.text), project([0, 0.62, -0.5])],
    [plain(scene.yaxis.title?.text), project([0.62, 0, -0.5])],
    [plain(scene.zaxis.title?.text), project([0.55, -0.6, 0])],
  ];
  for (const [title, [x, y]] of titles) writeText(look.canvas, title, x, y, { color: text, anchor: 'middle' });
}

function endsOf(traces: readonly Trace[], letter: 'x' | 'y' | 'z'): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const trace of traces) {
    const values = trace[letter] ?? [];
    for (let i = 0; i < values.length; i++) {
      low = Math.min(low, Number(values[i]));
      high = Math.max(high, Number(values[i]));
    }
  }
  return low <= high ? [low, high] : [0, 1];
}

/** From shares of the box (-0.5 to 0.5) to the page: across, down, and how near. The whole box fits with its titles. */
function projection(
  eye: { x: number; y: number; z: number },
  aspect: { x: number; y: number; z: number },
  box: Rectangle,
): (place: Place) => Place {
  const flat = Math.hypot(eye.x, eye.y);
  const length = Math.hypot(flat, eye.z);
  const turned = ([sx, sy, sz]: Place): Place => {
    const [x, y, z] = [sx * aspect.x, sy * aspect.y, sz * aspect.z];
    const across = (-x * eye.y + y * eye.x) / flat;
    const near = (x * eye.x + y * eye.y + z * eye.z) / length;
    const up = (z * flat * flat - eye.z * (x * eye.x + y * eye.y)) / (flat * length);
    return [across, -up, near];
  };
  const corners = cornersOf(0.68).map(turned);
  const [xs, ys] = [corners.map((corner) => corner[0]), corners.map((corner) => corner[1])];
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = Math.min(box.width / (right - left), box.height / (bottom - top));
  return (place) => {
    const [x, y, near] = turned(place);
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    return [middle[0] + scale * (x - (left + right) / 2), middle[1] + scale * (y - (top + bottom) / 2), near];
  };
}

function cornersOf(reach: number): Place[] {
  const end = (bit: number): number => (bit ? reach : -reach);
  return Array.from({ length: 8 }, (_, i) => [end(i & 1), end(i & 2), end(i & 4)]);
}

/** The twelve edges of the box: corners that differ in one place. */
function drawBox(canvas: Canvas, project: (place: Place) => Place, color: string): void {
  const corners = cornersOf(0.5).map(project);
  for (let i = 0; i < 8; i++) {
    for (const bit of [1, 2, 4]) {
      if (i & bit) continue;
      const [a, b] = [corners[i], corners[i | bit]];
      stroke(canvas, [a[0], a[1], b[0], b[1]], { color, width: 1 });
    }
  }
}
