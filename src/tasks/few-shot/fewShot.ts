import { type AnnData, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import { classificationReport } from '../../metrics';
import type { ColumnName, ObsmName } from '../../names';
import { checkOptions, integer, listOf, number, seed as seedCheck, text } from '../../options';
import { groupSplit, tileSplit } from '../../prepare';
import { Random } from '../../random';
import { readSections } from '../../data/sections';
import { LinearProbe } from '../probe/linearProbe';
import { plainVectors, vectorsIn } from '../shared/plainVectors';
import { trainAndTest } from '../shared/trainAndTest';
import { FewShot, type FewShotScore } from './fewShotResult';

export interface FewShotOptions {
  /** The entry of obsm that labels are read off: 'X_stalign'. */
  use: ObsmName;
  /** Column of obs with the labels. */
  labels: ColumnName;
  /** How many cells of each label are shown. [1, 5, 10, 20] (ours). */
  shots?: readonly number[];
  /** Column of obs whose groups are held out whole; square tiles of tissue unless given. */
  groups?: ColumnName;
  /** Column of obs that tells sections apart, for means around cells. `groups` unless given. */
  section?: ColumnName;
  /** The share that is held out. 0.25. */
  test?: number;
  /** Each draws other cells to be shown, and other tiles. [0, 1, 2, 3, 4]. */
  seeds?: readonly number[];
  /** Principal components of the baselines, at most. 50. */
  components?: number;
}

/**
 * How well a linear probe names held-out cells when it was shown a few of each label (ours; the paper of ST-Align speaks of few labels and
 * shows no such experiment). Beside the vectors: principal components of expression, and of its mean around each cell. All are shown
 * the same cells.
 *
 * @throws TissuebookError 'missing-key' (no such entry or column), 'invalid-argument' (fewer than two labels with enough cells)
 */
export async function fewShot(adata: AnnData, options: FewShotOptions): Promise<FewShot> {
  const where = 'fewShot';
  checkOptions(where, options, {
    use: text,
    labels: text,
    shots: listOf(integer(1)),
    groups: text,
    section: text,
    test: number(0.01, 0.9),
    seeds: listOf(seedCheck),
    components: integer(1),
  });
  const { use, labels, shots = [1, 5, 10, 20], seeds = [0, 1, 2, 3, 4], components = 50 } = options;
  const names = valuesOf(adata.column(labels)).map((label) => (label === null ? null : String(label)));
  const { section } = readSections(where, adata, options.section ?? options.groups ?? '');
  const vectors = [
    { method: use, values: vectorsIn(where, adata, use) },
    ...(await plainVectors(where, adata, section, components)),
  ];
  const scores: FewShotScore[] = [];
  const left = new Set<number>();
  for (const seed of seeds) {
    const { train, test } = split(adata, options, seed);
    for (const shot of shots) {
      const drawn = draw(names, train, shot, new Random(seed).fork(`shots ${shot}`));
      if (new Set(Array.from(drawn, (cell) => names[cell])).size < 2) {
        left.add(shot);
        continue;
      }
      // Only labels that were shown can be named.
      const shown = new Set(Array.from(drawn, (cell) => names[cell]));
      const asked = test.filter((cell) => names[cell] !== null && shown.has(names[cell]!));
      if (asked.length === 0) continue;
      const truth = Array.from(asked, (cell) => names[cell]!);
      for (const { method, values } of vectors) {
        const probe = LinearProbe.fit(
          values.takeRows(drawn),
          Array.from(drawn, (cell) => names[cell]!),
        );
        const { accuracy, balancedAccuracy } = classificationReport(truth, probe.predict(values.takeRows(asked)));
        scores.push({ method, shot, seed, accuracy, balancedAccuracy });
      }
    }
  }
  if (scores.length === 0) {
    throw new TissuebookError(
      'invalid-argument',
      `${where}: fewer than two labels of obs["${labels}"] have enough cells.`,
      {
        argument: 'labels',
        found: labels,
        advice: 'Show fewer of each, or label more cells.',
      },
    );
  }
  const notices =
    left.size > 0 ? [`Fewer than two labels have ${[...left].join(' or ')} cells to show: left out.`] : [];
  return new FewShot({ scores, labels, shots: [...shots], seeds: [...seeds], notices });
}

function split(adata: AnnData, { groups, test = 0.25 }: FewShotOptions, seed: number) {
  const key = 'few-shot part';
  const asked = { validation: 0, test, key, seed };
  const parts = groups === undefined ? tileSplit(adata, asked) : groupSplit(adata, { ...asked, by: groups });
  return trainAndTest(parts, key);
}

/** So many cells of each label that has as many. */
function draw(names: readonly (string | null)[], train: Int32Array, shot: number, random: Random): Int32Array {
  const byLabel = new Map<string, number[]>();
  for (const cell of train) {
    const name = names[cell];
    if (name === null || name === undefined) continue;
    const list = byLabel.get(name);
    if (list) list.push(cell);
    else byLabel.set(name, [cell]);
  }
  const drawn = [...byLabel.keys()].sort().flatMap((name) => {
    const cells = byLabel.get(name)!;
    return cells.length < shot ? [] : Array.from(random.choice(cells.length, shot), (at) => cells[at]!);
  });
  return Int32Array.from(drawn);
}
