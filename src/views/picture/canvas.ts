import { type Box, type Coverage, fillPath, type Outline } from './fillPath';
import { parseColor } from './parseColor';

/** Steps of coverage at the edge of a shape: few colors make small files (ours). */
const STEPS = 15;

/** A place in a picture, and how large: in units of 1/96 inch, as on a page. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Pixels to draw on. Places are in page units; a picture for fine screens has `scale` pixels in one. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] */
  readonly pixels: Uint8Array;
  #clip: Box;

  constructor(
    size: { width: number; height: number },
    readonly scale: number,
    background: string,
  ) {
    this.width = Math.round(size.width * scale);
    this.height = Math.round(size.height * scale);
    const [r, g, b] = parseColor(background);
    this.pixels = new Uint8Array(this.width * this.height * 3);
    for (let i = 0; i < this.pixels.length; i += 3) {
      this.pixels[i] = r;
      this.pixels[i + 1] = g;
      this.pixels[i + 2] = b;
    }
    this.#clip = this.#whole();
  }

  /** Draws with nothing changed outside of a rectangle. */
  within({ x, y, width, height }: Rectangle, draw: () => void): void {
    const round = (value: number): number => Math.round(value * this.scale);
    this.#clip = {
      left: Math.max(0, round(x)),
      top: Math.max(0, round(y)),
      right: Math.min(this.width, round(x + width)),
      bottom: Math.min(this.height, round(y + height)),
    };
    draw();
    this.#clip = this.#whole();
  }

  /** Fills outlines, in page units. */
  fill(outlines: readonly Outline[], color: string): void {
    const scaled = outlines.map((outline) => outline.map((value) => value * this.scale));
    const coverage = fillPath(scaled, this.#clip);
    if (coverage) this.#paint(coverage, parseColor(color));
  }

  /** A rectangle with its edges on whole pixels, so that they are sharp. */
  rectangle({ x, y, width, height }: Rectangle, color: string): void {
    const [left, right] = [x, x + width].map((value) => Math.round(value * this.scale) / this.scale);
    const [top, bottom] = [y, y + height].map((value) => Math.round(value * this.scale) / this.scale);
    this.fill([[left, top, right, top, right, bottom, left, bottom]], color);
  }

  /** Lays a form of coverage with its middle at x, y (page units): one form for many points. */
  stamp({ size, shares }: Stamp, x: number, y: number, rgb: readonly number[]): void {
    const left = Math.round(x * this.scale - size / 2);
    const top = Math.round(y * this.scale - size / 2);
    const clip = this.#clip;
    if (left + size <= clip.left || left >= clip.right || top + size <= clip.top || top >= clip.bottom) return;
    for (let j = Math.max(0, clip.top - top); j < Math.min(size, clip.bottom - top); j++) {
      for (let i = Math.max(0, clip.left - left); i < Math.min(size, clip.right - left); i++) {
        const share = shares[j * size + i];
        if (share > 0) this.#blend(3 * ((top + j) * this.width + left + i), rgb, share);
      }
    }
  }

  /** Sets a block of pixels from a place in page units: images. */
  block({ x, y, width, height }: Rectangle, colorAt: (u: number, v: number) => readonly number[]): void {
    const clip = this.#clip;
    const [left, top] = [x * this.scale, y * this.scale];
    const [across, down] = [width * this.scale, height * this.scale];
    for (let j = Math.max(clip.top, Math.ceil(top - 0.5)); j < Math.min(clip.bottom, top + down - 0.5); j++) {
      for (let i = Math.max(clip.left, Math.ceil(left - 0.5)); i < Math.min(clip.right, left + across - 0.5); i++) {
        this.#blend(3 * (j * this.width + i), colorAt((i + 0.5 - left) / across, (j + 0.5 - top) / down), 1);
      }
    }
  }

  #whole(): Box {
    return { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  #paint({ left, top, right, bottom, shares }: Coverage, [r, g, b, alpha]: readonly number[]): void {
    let at = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++, at++) {
        const share = Math.round(shares[at] * STEPS) / STEPS;
        if (share > 0) this.#blend(3 * (y * this.width + x), [r, g, b], share * alpha);
      }
    }
  }

  #blend(at: number, rgb: readonly number[], share: number): void {
    const { pixels } = this;
    for (let c = 0; c < 3; c++) pixels[at + c] += Math.round(share * (rgb[c] - pixels[at + c]));
  }
}

/** The form of a marker: how much of each of size times size pixels it covers. */
export interface Stamp {
  size: number;
  shares: Float32Array;
}

/** The form that outlines around 0, 0 (in pixels) cover. With `sharp`, pixels are covered wholly or not at all. */
export function makeStamp(outlines: readonly Outline[], sharp: boolean): Stamp {
  const reach = Math.max(0.5, ...outlines.flat().map(Math.abs));
  // Whether the form has a pixel in its middle or a corner of four: what comes nearer to its size.
  const size = sharp ? Math.max(1, Math.round(2 * reach)) : 2 * Math.ceil(reach) + 1;
  const middle = size / 2;
  const moved = outlines.map((outline) => outline.map((value) => value + middle));
  const shares = new Float32Array(size * size);
  const found = fillPath(moved, { left: 0, top: 0, right: size, bottom: size });
  if (!found) return { size, shares: shares.fill(1) };
  const width = found.right - found.left;
  for (let y = found.top; y < found.bottom; y++) {
    for (let x = found.left; x < found.right; x++) {
      const share = found.shares[(y - found.top) * width + x - found.left];
      shares[y * size + x] = sharp ? Number(share >= 0.5) : Math.round(share * STEPS) / STEPS;
    }
  }
  return { size, shares };
}
