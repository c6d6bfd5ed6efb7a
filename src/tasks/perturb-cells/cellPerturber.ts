import { type AnnData, coordinates, type DenseMatrix, valuesOf } from '../../data';
import { TissuebookError } from '../../errors';
import type { ChangeableTissue, Model } from '../../models';
import { frameOf, needTrained } from '../shared/modelChecks';
import { modelNotices } from '../shared/modelNotices';
import { CellPerturbation } from './cellPerturbation';
import { type CellChange, checkChanges, checkOpening, type PerturbCellsOptions, wrong } from './options';
import { type ChangeSetting, prepareChanges, statesOf } from './preparedChanges';
import type { CellReading } from './summary';
import { whyNot } from './whyNot';

/** A tissue that is open for changes, with the trainings of a model that are asked. Made by `openCellPerturber`. */
export class CellPerturber {
  readonly #models: readonly Model[];
  readonly #tissues: readonly ChangeableTissue[];
  readonly #setting: ChangeSetting;

  constructor(models: readonly Model[], tissues: readonly ChangeableTissue[], setting: ChangeSetting) {
    this.#models = models;
    this.#tissues = tissues;
    this.#setting = setting;
  }

  /** Genes that the model answers about, in its order. */
  get genes(): readonly string[] {
    return this.#tissues[0]!.features;
  }

  /** Names of the gene sets of which two genes or more are among them. */
  get sets(): string[] {
    return [...this.#setting.sets].filter(([, genes]) => genes.length > 1).map(([name]) => name);
  }

  /**
   * What the cells within reach answer to some changes at once. Only they, and what they depend on, are computed.
   *
   * @param options.signal ends it between two trainings
   * @throws TissuebookError 'invalid-argument' (no cell there, nothing within reach), 'missing-key', 'aborted'
   */
  async ask(changes: readonly CellChange[], options: { signal?: AbortSignal } = {}): Promise<CellPerturbation> {
    const { adata, labels, sets } = this.#setting;
    checkChanges(changes, labels);
    const prepared = prepareChanges(this.#setting, changes);
    const { changed, added } = prepared;
    if (changed.length === 0 && !added) throw wrong('cells', 0, 'nothing changes: no cell is put in.');
    const reached = Int32Array.from(
      new Set(this.#tissues.flatMap((tissue) => [...tissue.reached(changed, added)])),
    ).sort();
    if (reached.length === 0) {
      throw wrong('where', changed.length, 'no other cell is within reach of the changed ones.', 'Paint fewer cells.');
    }
    const readings: CellReading[] = [];
    for (const tissue of this.#tissues) {
      if (options.signal?.aborted) throw new TissuebookError('aborted', 'perturbCells was stopped.');
      const states = statesOf(adata, tissue, prepared);
      const question = { asked: reached, changed, states };
      const [before, after, control] = (await tissue.predict(question)) as [DenseMatrix, DenseMatrix, DenseMatrix];
      const means = (await tissue.predict({ ...question, by: 'neighbors' })) as [DenseMatrix, DenseMatrix, DenseMatrix];
      readings.push({ before, after, control, averaged: { before: means[0], after: means[1], control: means[2] } });
    }
    return new CellPerturbation({
      ...{ changes, adata, genes: this.genes, sets, cells: reached, readings },
      painted: prepared.painted,
      places: added?.locations,
      steps: this.#tissues[0]!.steps,
      model: this.#models[0]!.card.name,
      controlWords: prepared.controlWords,
      changedGenes: prepared.changedGenes,
      controlGenes: prepared.controlGenes,
      notices: [...new Set([...prepared.notices, ...modelNotices(this.#models)])],
    });
  }
}

/**
 * Opens a tissue for changes: what `perturbCells` does once and `perturbationBrush` before the first stroke. The models are asked
 * again and again then, each time about a few cells.
 *
 * @param models one trained model, or several trainings of it: intervals are then over these
 * @throws TissuebookError 'not-trained', 'invalid-argument' (a model that cannot), 'missing-key'
 */
export async function openCellPerturber(
  models: Model | readonly Model[],
  adata: AnnData,
  options: Omit<PerturbCellsOptions, 'changes'> = {},
): Promise<CellPerturber> {
  checkOpening('perturbCells', options);
  const list = checkPerturbers(models);
  coordinates(adata);
  const { labels, sets = [], seed = 0 } = options;
  const types = labels === undefined ? undefined : valuesOf(adata.column(labels)).map((type) => (type === null ? null : String(type))); // prettier-ignore
  const plain = adata.obsp.size === 0 ? adata : adata.with({ obsp: [] });
  const tissues: ChangeableTissue[] = [];
  for (const model of list) tissues.push(await model.can.perturb!(plain));
  const features = tissues[0]!.features;
  const known = new Set(features.filter((gene) => adata.var.index.includes(gene)));
  return new CellPerturber(list, tissues, {
    ...{ adata: plain, frame: frameOf(list[0]!), labels, types, seed },
    sets: new Map(sets.map(({ name, genes }) => [name, genes.filter((gene) => known.has(gene))])),
  });
}

/** The models as a list. @throws TissuebookError as openCellPerturber */
export function checkPerturbers(models: Model | readonly Model[]): readonly Model[] {
  const list = Array.isArray(models) ? (models as readonly Model[]) : [models as Model];
  if (list.length === 0) throw wrong('models', 0, 'there is no model.');
  for (const model of list) {
    if (!model?.can?.perturb)
      throw wrong('models', model?.card?.id, whyNot(model), 'Ask it with perturb, or train CI-FM.');
    needTrained('perturbCells', model, 'models');
  }
  const [first] = list;
  const alike = (model: Model): boolean =>
    model.card.id === first!.card.id &&
    frameOf(model).sectionColumn === frameOf(first!).sectionColumn &&
    model.features?.join('\n') === first!.features?.join('\n');
  if (list.every(alike)) return list;
  throw wrong(
    'models',
    list.map(({ card }) => card.id),
    'models must be trainings of one model on the same genes.',
  );
}
