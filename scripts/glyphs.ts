import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Font, type FontPoint } from './glyphs/font';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

/** Steps in the height of a letter's square: finer than a pixel at any size in pictures. */
const STEPS = 256;
const FILE = join(ROOT, 'src', 'views', 'picture', 'glyphs.json');

/** What labels of data are written with: letters of Europe with their accents, Greek, signs of units and of mathematics. */
const KEPT: readonly (readonly [number, number])[] = [
  [0x20, 0x7e], [0xa0, 0x17f], [0x370, 0x3ff], [0x400, 0x45f], [0x2010, 0x2026], [0x2030, 0x2033], [0x2070, 0x2089],
  [0x2190, 0x2193], [0x2200, 0x2265],
]; // prettier-ignore

/** Numbers as bytes of seven bits, the last of each without the eighth; negative ones by turns with the others. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value < 0 ? -2 * value - 1 : 2 * value; ; rest >>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

/** Outlines as the steps between their points: how many points, then each step in x (with whether it is a corner) and in y. */
function packOutlines(outlines: FontPoint[][], scale: number): string {
  const bytes: number[] = [];
  let [x, y] = [0, 0];
  for (const outline of outlines) {
    bytes.push(...varint(outline.length));
    for (const point of outline) {
      const [px, py] = [Math.round(point.x * scale), Math.round(-point.y * scale)];
      bytes.push(...varint(2 * (px - x) + Number(point.onCurve)), ...varint(py - y));
      [x, y] = [px, py];
    }
  }
  return Buffer.from(bytes).toString('base64');
}

/**
 * node --import tsx scripts/glyphs.ts FOLDER: writes the outlines of letters that pictures are labeled with. FOLDER holds the
 * files of Roboto Regular (Apache License 2.0) of the npm package @fontsource/roboto 4.5.8.
 */
void main(() => {
  const folder = process.argv[2] ?? '';
  const glyphs: Record<string, [advance: number, outlines: string]> = {};
  for (const name of readdirSync(folder)
    .filter((file) => /-400-normal\.woff$|\.ttf$/.test(file))
    .sort()) {
    const font = new Font(readFileSync(join(folder, name)));
    const scale = STEPS / font.unitsPerEm;
    for (const code of font.characters) {
      const letter = String.fromCodePoint(code);
      if (letter in glyphs || !KEPT.some(([from, to]) => code >= from && code <= to)) continue;
      const { advance, outlines } = font.glyph(code);
      glyphs[letter] = [Math.round(advance * scale), packOutlines(outlines, scale)];
    }
  }
  const sorted = Object.fromEntries(Object.entries(glyphs).sort(([a], [b]) => (a < b ? -1 : 1)));
  const about = 'Outlines of Roboto Regular, Copyright 2011 Google Inc., Apache License 2.0; made by scripts/glyphs.ts';
  writeFileSync(FILE, `${JSON.stringify({ about, steps: STEPS, glyphs: sorted })}\n`);
  console.log(`${Object.keys(sorted).length} letters`);
  return Promise.resolve(0);
});
