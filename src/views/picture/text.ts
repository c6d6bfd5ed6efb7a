import type { Canvas } from './canvas';
import type { Outline } from './fillPath';
import font from './glyphs.json';

/** How text is written: its middle line at y. Angles turn clockwise, around the anchor. */
export interface TextStyle {
  color: string;
  /** Height of the letters' square, in page units. Default 12. */
  size?: number;
  bold?: boolean;
  /** Which part of the text lies at x. Default 'start'. */
  anchor?: 'start' | 'middle' | 'end';
  /** Degrees. Default 0. */
  angle?: number;
}

const glyphs = new Map(Object.entries(font.glyphs as unknown as Record<string, readonly [number, string]>));
/** A letter that there is no outline of is a box; what it was stands in the text beside the picture. */
const UNKNOWN_ADVANCE = 0.6;
/** From the base line up to the middle of small letters and capitals, of the letters' square. */
const MIDDLE = 0.35;
/** How much wider the lines of bold letters are, of the letters' square. */
const BOLD = 0.035;
/** Parts of a curve: half a letter's curves are two pixels long. */
const CURVE_PARTS = 4;

const outlinesOf = new Map<string, Outline[]>();

/** How wide a text is, in page units. */
export function textWidth(text: string, size = 12): number {
  return Array.from(text).reduce((sum, letter) => sum + advanceOf(letter), 0) * size;
}

/** Writes one line of text. */
export function writeText(canvas: Canvas, text: string, x: number, y: number, style: TextStyle): void {
  const { color, size = 12, bold = false, anchor = 'start', angle = 0 } = style;
  const width = textWidth(text, size);
  const [sin, cos] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  let along = anchor === 'start' ? 0 : anchor === 'end' ? -width : -width / 2;
  const shifts = bold ? [0, BOLD * size] : [0];
  for (const letter of text) {
    for (const shift of shifts) {
      const place = (outline: Outline): number[] => {
        const placed = new Array<number>(outline.length);
        for (let i = 0; i < outline.length; i += 2) {
          const [u, v] = [along + shift + outline[i] * size, (outline[i + 1] + MIDDLE) * size];
          placed[i] = x + u * cos - v * sin;
          placed[i + 1] = y + u * sin + v * cos;
        }
        return placed;
      };
      canvas.fill(outlinesFor(letter).map(place), color);
    }
    along += advanceOf(letter) * size;
  }
}

function advanceOf(letter: string): number {
  const glyph = glyphs.get(letter);
  return glyph ? glyph[0] / font.steps : UNKNOWN_ADVANCE;
}

/** Outlines of a letter as corners, in letters' squares; y downwards from the base line. */
function outlinesFor(letter: string): Outline[] {
  const known = outlinesOf.get(letter);
  if (known) return known;
  const glyph = glyphs.get(letter);
  const outlines = glyph ? unpack(glyph[1]) : [[0.08, 0, 0.52, 0, 0.52, -0.7, 0.08, -0.7], [0.13, -0.05, 0.13, -0.65, 0.47, -0.65, 0.47, -0.05]]; // prettier-ignore
  outlinesOf.set(letter, outlines);
  return outlines;
}

/** As scripts/glyphs.ts packs them. */
function unpack(packed: string): Outline[] {
  const bytes = Buffer.from(packed, 'base64');
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value & 1 ? -((value + 1) >> 1) : value >> 1;
    }
  };
  const outlines: Outline[] = [];
  let [x, y] = [0, 0];
  while (at < bytes.length) {
    const points = Array.from({ length: next() }, () => {
      const step = next();
      x += step >> 1;
      y += next();
      return { x: x / font.steps, y: y / font.steps, corner: (step & 1) === 1 };
    });
    outlines.push(flatten(points));
  }
  return outlines;
}

/** Corners along an outline of quadratic curves; between two control points lies a corner in their middle. */
function flatten(points: readonly { x: number; y: number; corner: boolean }[]): number[] {
  const corners: number[] = [];
  points.forEach((point, i) => {
    const before = points[(i + points.length - 1) % points.length];
    const after = points[(i + 1) % points.length];
    if (point.corner) return void corners.push(point.x, point.y);
    const from = before.corner ? before : middle(before, point);
    const to = after.corner ? after : middle(point, after);
    for (let k = before.corner ? 1 : 0; k < CURVE_PARTS + (after.corner ? 0 : 1); k++) {
      const t = k / CURVE_PARTS;
      const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
      corners.push(a * from.x + b * point.x + c * to.x, a * from.y + b * point.y + c * to.y);
    }
  });
  return corners;
}

function middle(a: { x: number; y: number }, b: { x: number; y: number }): { x: number; y: number } {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
