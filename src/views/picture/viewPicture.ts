import { countPoints, PAGE_THEME, plotlyFigure, type ViewPayload } from '../../protocol';
import { drawFigure, type DrawLook, type PlacedImage } from './drawFigure';
import { encodePng } from './png';

/** Width of a picture on a page: what the column of a notebook on GitHub or nbviewer has room for. */
const WIDTH = 960;
/** More points than this are drawn in whole pixels: soft edges of so many would not be seen (ours). */
const MOST_SOFT = 20_000;
/** Bytes of a picture at most; as base64 a third more, below 300 kB (ours). */
export const MOST_BYTES = 215_000;
/** From fine to coarse: pixels in 1/96 inch, and pixels in which points are kept apart. */
const LOOKS = [
  { scale: 2, grain: 1 },
  { scale: 1, grain: 1 },
  { scale: 1, grain: 2 },
  { scale: 1, grain: 3 },
] as const;

/** A picture of a view. */
export interface ViewPicture {
  /** A PNG file. */
  png: Uint8Array;
  /** As it is to be shown, in units of 1/96 inch. */
  width: number;
  height: number;
}

/**
 * Draws a view for programs that show nothing else: with title, axes, legend, color and scale bars, dark on white, without a
 * browser. The same view always gives the same bytes. Twice as fine as a plain screen where the file stays small.
 *
 * @param payload one that passed checkView
 */
export function viewPicture(payload: ViewPayload): ViewPicture {
  const figure = plotlyFigure(payload, { titles: true, width: WIDTH, still: true });
  const images = payload.kind === 'spatial' ? placedImages(payload) : [];
  const points = payload.kind === 'spatial' ? countPoints(payload) : 0;
  const draw = (look: DrawLook): ViewPicture => {
    const { pixels, width, height } = drawFigure(figure, PAGE_THEME, WIDTH, look, images);
    const png = encodePng(pixels, width, height);
    return { png, width: Math.round(width / look.scale), height: Math.round(height / look.scale) };
  };
  // Twice as many pixels of a large tissue never fit.
  const looks = LOOKS.slice(points > 5 * MOST_SOFT ? 1 : 0);
  for (const look of looks) {
    const picture = draw({ ...look, sharp: points > MOST_SOFT });
    if (picture.png.length <= MOST_BYTES || look === looks.at(-1)) return picture;
  }
  throw new Error('There is no look of a picture.');
}

function placedImages(payload: Extract<ViewPayload, { kind: 'spatial' }>): PlacedImage[] {
  return payload.panels.flatMap((panel, p) => {
    const image = panel.image === undefined ? undefined : payload.images?.[panel.image];
    return image ? [{ image, axes: `x${p === 0 ? '' : p + 1}` }] : [];
  });
}
