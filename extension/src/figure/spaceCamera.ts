import type { Plotly, PlotlyElement } from './plotlyTypes';

interface Camera {
  eye: { x: number; y: number; z: number };
}

/** Angle of one press of an arrow key, in radians. */
const TURN = Math.PI / 18;
/** The camera never looks from straight above or below, where left and right lose their meaning. */
const STEEPEST = (85 * Math.PI) / 180;
/** Points are between this and this many times their size in the first view. */
const GROWTH = { least: 0.5, most: 4 };

/** The scenes of a picture in three dimensions, by name; empty for others. */
export function cameras(drawn: PlotlyElement): [string, Camera][] {
  return Object.entries(drawn.layout).flatMap(([name, scene]): [string, Camera][] => {
    const camera = (scene as { camera?: Camera } | undefined)?.camera;
    return /^scene\d*$/.test(name) && camera?.eye ? [[name, camera]] : [];
  });
}

/** Turns all scenes around the upright axis and over it, in steps of ten degrees. */
export function turned(drawn: PlotlyElement, aside: number, up: number): Record<string, unknown> {
  return eachEye(drawn, ({ x, y, z }) => {
    const distance = Math.hypot(x, y, z);
    const around = Math.atan2(y, x) + aside * TURN;
    const height = Math.asin(z / distance) + up * TURN;
    const steep = Math.min(STEEPEST, Math.max(-STEEPEST, height));
    const flat = distance * Math.cos(steep);
    return { x: flat * Math.cos(around), y: flat * Math.sin(around), z: distance * Math.sin(steep) };
  });
}

/** Brings all scenes nearer: `share` of the distance is left. */
export function nearer(drawn: PlotlyElement, share: number): Record<string, unknown> {
  return eachEye(drawn, ({ x, y, z }) => ({ x: x * share, y: y * share, z: z * share }));
}

/** Points in space grow when the reader comes nearer. */
export class SpaceSizes {
  #whole: { distance: number; sizes: number[] } | undefined;

  /** Notes the sizes of a picture as it is drawn first. */
  note(drawn: PlotlyElement): void {
    const [first] = cameras(drawn);
    const sizes = drawn.data.map((trace) => Number((trace['marker'] as { size?: number } | undefined)?.size));
    this.#whole = first && { distance: distanceOf(first[1]), sizes };
  }

  /** Puts the sizes right after a change of the camera. */
  async follow(plotly: Plotly, drawn: PlotlyElement): Promise<void> {
    const [first] = cameras(drawn);
    if (!first || !this.#whole) return;
    const growth = this.#whole.distance / distanceOf(first[1]);
    const factor = Math.min(GROWTH.most, Math.max(GROWTH.least, growth));
    const sizes = this.#whole.sizes.map((size) => Math.round(10 * size * factor) / 10);
    const now = (drawn.data[0]?.['marker'] as { size?: number } | undefined)?.size;
    if (sizes[0] !== now) await plotly.restyle(drawn, { 'marker.size': sizes }, [...sizes.keys()]);
  }
}

function distanceOf({ eye }: Camera): number {
  return Math.hypot(eye.x, eye.y, eye.z);
}

function eachEye(drawn: PlotlyElement, change: (eye: Camera['eye']) => Camera['eye']): Record<string, unknown> {
  return Object.fromEntries(cameras(drawn).map(([name, { eye }]) => [`${name}.camera.eye`, change(eye)]));
}
