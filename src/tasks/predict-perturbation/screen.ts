import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { Random } from '../../random';
import type { PredictPerturbationTaskOptions } from './predictPerturbationOptions';

/** One perturbation of a screen. */
export interface Target {
  /** As the column names it. */
  readonly name: string;
  /** The perturbed genes; they need not be measured. */
  readonly genes: readonly string[];
  readonly cells: Int32Array;
  /** Whether training sees none of it. */
  readonly heldOut: boolean;
}

/** Who does what in a screen. Cells are rows of the data. */
export interface Screen {
  readonly targets: readonly Target[];
  /** Unperturbed cells that a prediction starts from, and others that the truth is compared with: none is both. */
  readonly controls: { readonly prediction: Int32Array; readonly truth: Int32Array };
  /** What training sees. */
  readonly trained: Int32Array;
  readonly notices: readonly string[];
}

/** Fewest control cells: two halves of them, each halved again for what repeats (ours). */
const FEWEST_CONTROLS = 20;

/**
 * Reads a screen and gives its cells their parts.
 *
 * @throws TissuebookError 'missing-key', 'invalid-argument' (too few controls, fewer than two perturbations, a name that is none)
 */
export function readScreen(adata: AnnData, options: PredictPerturbationTaskOptions): Screen {
  const { perturbations, least = 10, seed = 0 } = options;
  if (perturbations === undefined) throw wrong('perturbations', undefined, 'perturbations is needed.');
  const { column, control } = perturbations;
  const byName = new Map<string, number[]>();
  valuesOf(adata.column(column)).forEach((value, cell) => {
    if (value === null) return;
    const known = byName.get(String(value));
    if (known) known.push(cell);
    else byName.set(String(value), [cell]);
  });
  const random = new Random(seed).fork('predictPerturbation');
  const controls = random.fork('controls').shuffle(Int32Array.from(byName.get(control) ?? []));
  byName.delete(control);
  if (controls.length < FEWEST_CONTROLS) {
    const found = `${controls.length} cells are "${control}" in obs["${column}"]`;
    throw wrong('perturbations', controls.length, `${found}: ${FEWEST_CONTROLS} or more are needed.`);
  }
  const few = [...byName].filter(([, cells]) => cells.length < least).map(([name]) => name);
  for (const name of few) byName.delete(name);
  if (byName.size < 2) {
    throw wrong('perturbations', byName.size, `fewer than two perturbations have ${least} cells or more.`);
  }
  const names = [...byName.keys()].sort();
  const held = heldNames(names, options, random.fork('held out'));
  const targets = names.map((name) => ({
    name,
    genes: name.split('+'),
    cells: Int32Array.from(byName.get(name)!),
    heldOut: held.has(name),
  }));
  const [prediction, truth] = halves(controls);
  const unseen = new Set(
    targets.filter((each) => each.heldOut && each.genes.length === 1).flatMap(({ genes }) => genes),
  );
  const shown = targets.filter((each) => !each.heldOut && !each.genes.some((gene) => unseen.has(gene)));
  const hidden = targets.filter((each) => !each.heldOut && !shown.includes(each));
  if (shown.length === 0) throw wrong('heldOut', held.size, 'no perturbation is left to learn from.');
  return {
    targets: targets.filter((each) => !hidden.includes(each)),
    controls: { prediction: prediction.sort(), truth: truth.sort() },
    trained: Int32Array.from([...prediction, ...shown.flatMap(({ cells }) => [...cells])]).sort(),
    notices: [
      ...(few.length > 0 ? [`Left out for fewer than ${least} cells: ${few.sort().join(', ')}.`] : []),
      ...(hidden.length > 0
        ? [`Left out because they hold a gene that is held out: ${hidden.map(({ name }) => name).join(', ')}.`]
        : []),
    ],
  };
}

/** Two halves of a list, the first one longer by one where it must be. */
export function halves(cells: Int32Array): [Int32Array, Int32Array] {
  const middle = Math.ceil(cells.length / 2);
  return [cells.slice(0, middle), cells.slice(middle)];
}

function heldNames(
  names: readonly string[],
  { heldOut, share = 0.25 }: PredictPerturbationTaskOptions,
  random: Random,
): Set<string> {
  if (!heldOut) {
    const count = Math.min(names.length - 1, Math.max(1, Math.round(share * names.length)));
    return new Set(Array.from(random.choice(names.length, count), (at) => names[at]!));
  }
  const unknown = heldOut.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw wrong(
      'heldOut',
      unknown,
      `"${unknown}" is no perturbation with enough cells.`,
      `There are: ${names.join(', ')}.`,
    );
  }
  if (heldOut.length === 0) throw wrong('heldOut', 0, 'heldOut must hold one perturbation or more.');
  return new Set(heldOut);
}

function wrong(argument: string, found: unknown, sentence: string, advice?: string): TissuebookError {
  return new TissuebookError('invalid-argument', `predictPerturbation: ${sentence}`, {
    argument,
    found,
    ...(advice !== undefined && { advice }),
  });
}
