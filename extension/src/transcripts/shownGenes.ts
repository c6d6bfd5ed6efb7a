import {
  decodeArray,
  MAX_SHOWN_GENES,
  palette,
  type ShownTranscripts,
  type TranscriptFacts,
} from '../../../src/protocol';

/** Shapes of dots, for genes whose colors are like others'. */
export const DOT_SHAPES = ['circle', 'square', 'triangle', 'diamond'] as const;

export type DotShape = (typeof DOT_SHAPES)[number];

/** Colors that are told apart for certain, whatever the color vision; genes beyond have another shape as well. */
const COLORS = 6;

/** A gene of a figure. */
export interface FigureGene {
  name: string;
  color: string;
  shape: DotShape;
  count: number;
  depth: number;
  /** Dots of level 0 that the notebook keeps. */
  sample: Float32Array | undefined;
  visible: boolean;
}

/** The genes whose transcripts a figure shows. */
export class ShownGenes {
  readonly list: FigureGene[];

  constructor({ genes }: ShownTranscripts) {
    this.list = genes.map(({ name, color, count, depth, sample }, g) => ({
      name,
      color,
      shape: shapeOf(g),
      count,
      depth,
      sample: decodeArray(sample) as Float32Array,
      visible: true,
    }));
  }

  get full(): boolean {
    return this.list.length >= MAX_SHOWN_GENES;
  }

  has(name: string): boolean {
    return this.list.some((gene) => gene.name === name);
  }

  /** Shows one more, in a color and a shape that no other has. @returns whether the kernel has it */
  add(name: string, { genes, counts, depths }: TranscriptFacts): boolean {
    const at = genes.indexOf(name);
    if (at < 0) return false;
    const looks = palette(MAX_SHOWN_GENES).map((color, g) => ({ color, shape: shapeOf(g) }));
    const free = looks.find(({ color, shape }) => !this.list.some((gene) => gene.color === color && gene.shape === shape))!; // prettier-ignore
    this.list.push({ name, ...free, count: counts[at]!, depth: depths[at]!, sample: undefined, visible: true });
    return true;
  }

  remove(name: string): void {
    const at = this.list.findIndex((gene) => gene.name === name);
    if (at >= 0) this.list.splice(at, 1);
  }
}

function shapeOf(place: number): DotShape {
  return DOT_SHAPES[Math.floor(place / COLORS) % DOT_SHAPES.length]!;
}
