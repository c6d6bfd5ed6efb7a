import { AnnData, categorical, DenseMatrix, ImageSource, Table, TissueImage } from '../../../src/data';
import { wholeImage } from '../../../src/data/images/wholeImage';
import { Random } from '../../../src/random';
import { names } from '../../madeTissue';

/** Pixels between spots. */
const PITCH = 12;

type Example = { cells: AnnData; image: ImageSource };

/** Which pixel of the upright slide stands at a place of the changed one, and where a position goes. */
interface Turn {
  pixel(x: number, y: number, size: number): [number, number];
  position(x: number, y: number, size: number): [number, number];
}

const TURNS: Record<'upright' | 'quarter' | 'mirrored', Turn> = {
  upright: { pixel: (x, y) => [x, y], position: (x, y) => [x, y] },
  quarter: { pixel: (x, y, size) => [y, size - 1 - x], position: (x, y, size) => [size - y, x] },
  mirrored: { pixel: (x, y, size) => [size - 1 - x, y], position: (x, y, size) => [size - x, y] },
};

/** What is made and how. */
export interface PicturedExample {
  /** Spots along each side of a section. */
  side?: number;
  sections?: readonly string[];
  seed?: number;
  /** Whether the picture tells anything of the genes. */
  related?: boolean;
  /** The cells in another order. */
  order?: readonly number[];
}

/**
 * Sections of spots on a grid whose picture is purple where the even genes are expressed and pink where the odd ones are, in stripes with
 * dots, beside noise. Positions are in pixels.
 */
export function picturedExample(options: PicturedExample = {}): Example {
  return example(options, TURNS.upright);
}

/** The same tissue on slides that are turned by a quarter, or mirrored; everything else as it is. */
export function turnedExample(turn: 'quarter' | 'mirrored'): Example {
  return example({}, TURNS[turn]);
}

function example(options: PicturedExample, turn: Turn): Example {
  const { side = 10, sections = ['a', 'b'], seed = 1, related = true } = options;
  const random = new Random(seed);
  const size = (side + 2) * PITCH;
  const [rows, places, section]: [number[][], number[][], string[]] = [[], [], []];
  const slides = sections.map((name, s) => {
    const phase = random.uniform(0, 6);
    const kind = (x: number, y: number): number => 0.5 + 0.5 * Math.sin(phase + x / 17 + y / 29 + s);
    const noise = random.fork(`pixels ${name}`);
    const upright = Uint8Array.from({ length: size * size * 3 }, (_, e) => {
      const [p, c] = [Math.floor(e / 3), e % 3];
      const [x, y] = [p % size, Math.floor(p / size)];
      const share = related ? kind(x, y) : 0.5;
      const base = [230 - 110 * share, 190 - 120 * share, 215 - 40 * share][c]!;
      const dot = (x * 7 + y * 3) % 11 < 3 * share ? 40 : 0;
      return Math.max(0, Math.min(255, base - dot + noise.normal(0, 6)));
    });
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [PITCH * (1.5 + (i % side)), PITCH * (1.5 + Math.floor(i / side))];
      const share = kind(x, y);
      places.push(turn.position(x, y, size));
      section.push(name);
      rows.push(
        Array.from({ length: 12 }, (_, g) =>
          Math.max(0, Math.round(2 + 30 * (g % 2 === 0 ? share : 1 - share) * (1 + g / 12) + random.normal(0, 2))),
        ),
      );
    }
    const values = upright.map((_, e) => {
      const [p, c] = [Math.floor(e / 3), e % 3];
      const [x, y] = turn.pixel(p % size, Math.floor(p / size), size);
      return upright[3 * (y * size + x) + c];
    });
    const source = wholeImage({ width: size, height: size, channels: ['red', 'green', 'blue'], type: 'uint8' }, () => ({
      width: size,
      height: size,
      channels: 3,
      values,
    }));
    return [name, { image: new TissueImage(name, source, { maxBytes: 2 ** 24, cacheBytes: 2 ** 22 }) }] as const;
  });
  const order = options.order ?? [...rows.keys()];
  const obs = new Table(order.map((i) => `spot ${i}`));
  obs.set('section', categorical(order.map((i) => section[i])));
  const cells = new AnnData({
    X: DenseMatrix.fromRows(order.map((i) => rows[i])),
    obs,
    var: new Table(names('gene', 12)),
    obsm: [['spatial', DenseMatrix.fromRows(order.map((i) => places[i]))]],
  });
  return { cells, image: new ImageSource(Object.fromEntries(slides), { section: 'section', unit: 'pixels' }) };
}
