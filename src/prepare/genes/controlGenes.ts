import { Random } from '../../random';

/** What decides which genes a set is held against. */
export interface ControlChoice {
  /** Most genes that are taken from each bin. */
  controlSize: number;
  /** About how many bins there are. */
  bins: number;
  /** Whether genes of the set count among those that a bin offers. They are taken out after the draw. */
  controlAsReference: boolean;
  seed: number;
}

/**
 * The bin of each gene by its rank in mean expression, equal means in the same; -1 for genes whose mean is no number.
 *
 * @param means [genes]
 */
export function expressionBins(means: Float64Array, bins: number): Int32Array {
  const known = Int32Array.from(means, (_, at) => at).filter((at) => Number.isFinite(means[at]!));
  // Of so few genes that a bin would hold less than half of one, scanpy makes a single bin.
  const width = evenRound(known.length / (bins - 1)) || Infinity;
  const bin = new Int32Array(means.length).fill(-1);
  const order = known.sort((a, b) => means[a]! - means[b]!);
  for (let at = 0, rank = 1; at < order.length; at++) {
    // Equal means share the lowest of their ranks, which start from 1.
    if (at > 0 && means[order[at]!] !== means[order[at - 1]!]) rank = at + 1;
    bin[order[at]!] = Math.floor(rank / width);
  }
  return bin;
}

/** As numpy rounds: halves to the even number. */
function evenRound(value: number): number {
  const down = Math.floor(value);
  return value - down === 0.5 ? down + (down % 2) : Math.round(value);
}

/**
 * The genes that a set is held against: from the bin of each of its genes up to `controlSize` others (Satija et al. 2015).
 *
 * @param genes of the set, as places among those that have a bin @param bin of each gene, as expressionBins gives it
 * @returns places in rising order
 */
export function chooseControls(genes: readonly number[], bin: Int32Array, choice: ControlChoice): Int32Array {
  const own = new Set(genes);
  const draws = new Random(choice.seed);
  const wanted = [...new Set(genes.map((gene) => bin[gene]!))].filter((each) => each >= 0).sort((a, b) => a - b);
  const chosen = wanted.flatMap((each) => {
    const offered = Array.from(bin.keys()).filter((at) => bin[at] === each && (choice.controlAsReference || !own.has(at))); // prettier-ignore
    const few =
      choice.controlSize < offered.length
        ? Array.from(draws.choice(offered.length, choice.controlSize), (at) => offered[at]!)
        : offered;
    return few.filter((at) => !own.has(at));
  });
  return Int32Array.from(new Set(chosen)).sort();
}
