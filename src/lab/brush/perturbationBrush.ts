import { randomUUID } from 'node:crypto';
import { type AnnData, findLabels } from '../../data';
import { TissuebookError } from '../../errors';
import type { Model } from '../../models';
import type { ColorName, ColumnName } from '../../names';
import { anything, checkOptions, seed as seedCheck, text } from '../../options';
import {
  BRUSH_MIME,
  type BrushAnswer,
  type BrushPayload,
  DISPLAY,
  type Displayable,
  kernelApi,
  MAX_GENES,
  type MimeBundle,
  type SpatialPayload,
} from '../../protocol';
import { checkOpening, type PerturbCellsOptions } from '../../tasks/perturb-cells/options';
import { checkPerturbers } from '../../tasks/perturb-cells/cellPerturber';
import { spatialView } from '../../views';
import { pictureBundle } from '../../views/pictureBundle';
import { BrushService } from './brushService';
import { categoriesByCount, widgetBundle } from '../widgetParts';

export interface PerturbationBrushOptions {
  /** Column of obs with the cell types, of which cells can be put in. The one that looks most like it, unless given. */
  labels?: ColumnName;
  /** Gene sets, as readGmt reads them: to change all genes of one, and to read answers by. None. */
  sets?: PerturbCellsOptions['sets'];
  /** Draws control genes, places and donors of cells that are put in. 0. */
  seed?: number;
  /** What the tissue is colored by. The cell types. */
  color?: ColorName;
  title?: string;
}

/** Strokes are kept with the notebook so long after the last one: a hand that goes on is not held up (ours). */
const KEEP_MS = 400;
/** Sets to choose from: a list in a page has no use for more. */
const MAX_SETS = 2000;

/**
 * Asks a model while a hand moves: paint cells with a brush and set a dose of genes or gene sets in them (0 to 200% of what was
 * measured), or put up to 60 cells of a type in, and the cells within reach answer at once; beside them a matched control and plain
 * averages of the neighbors, hatched where the interval over trainings includes zero. Strokes are undone, named and become code
 * (`perturbCells`); all works by the keyboard. Outside of a notebook it can be shown, and not asked.
 *
 *     perturbationBrush([first, second, third], tumour)
 *     perturbationBrush(cifm, tumour, { sets: await readGmt('h.all.symbols.gmt') })
 *
 * @param models a trained model that can (`model.can.perturb`: CI-FM), or several trainings of it
 * @throws TissuebookError 'invalid-argument' (a model that cannot, with the reason), 'not-trained', 'missing-key'
 */
export function perturbationBrush(
  models: Model | readonly Model[],
  adata: AnnData,
  options: PerturbationBrushOptions = {},
): PerturbationBrush {
  checkOptions('perturbationBrush', options, {
    labels: text,
    sets: anything,
    seed: seedCheck,
    color: text,
    title: text,
  });
  checkOpening('perturbationBrush', options.sets === undefined ? {} : { sets: options.sets });
  return new PerturbationBrush(checkPerturbers(models), adata, options);
}

/** The brush in the kernel. Make it with perturbationBrush(). */
export class PerturbationBrush implements Displayable {
  readonly #payload: BrushPayload;
  readonly #service: BrushService;
  #picture: MimeBundle | undefined;
  #shown = false;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(models: readonly Model[], adata: AnnData, options: PerturbationBrushOptions) {
    const labels = options.labels ?? findLabels(adata);
    const { sets = [], seed = 0 } = options;
    const id = `brush-${randomUUID()}`;
    const [first] = models;
    const known = new Set(first!.features ?? adata.var.index);
    const genes = adata.var.index.filter((gene) => known.has(gene));
    const present = new Set(genes);
    this.#payload = {
      version: 1,
      id,
      title: options.title ?? 'Perturbation brush',
      model: first!.card.name,
      trainings: models.length,
      ...(labels !== undefined && { labels }),
      ...(seed !== 0 && { seed }),
      types: labels === undefined ? [] : typesOf(adata, labels),
      genes: genes.slice(0, MAX_GENES),
      sets: sets
        .filter((set) => set.genes.some((gene) => present.has(gene)))
        .slice(0, MAX_SETS)
        .map(({ name }) => name),
      tissue: tissueOf(adata, options.color ?? labels ?? adata.var.index[0], sectionsOf(first!, adata)),
      changes: [],
    };
    this.#service = new BrushService({ id, models, adata, labels, sets, seed }, () => this.#keep());
  }

  /** What the model answered last to finished strokes. */
  get answer(): BrushAnswer | undefined {
    return this.#service.answer;
  }

  /** What is shown and kept in the notebook, as JSON. */
  get payload(): BrushPayload {
    const { changes, answer } = this.#service;
    return { ...this.#payload, changes, ...(answer && { answer }) };
  }

  toString(): string {
    const { title, model, trainings, tissue } = this.#payload;
    const by = trainings === 1 ? model : `${trainings} trainings of ${model}`;
    return [`${title}: ${by}. ${tissue.description}`, this.answer?.text].filter(Boolean).join('\n');
  }

  /** Shows the brush now, under its id, so that strokes can be kept where the brush stands. */
  [DISPLAY](): MimeBundle {
    const kernel = kernelApi();
    this.#service.offer();
    if (!kernel || this.#shown) return this.#bundle();
    this.#shown = true;
    kernel.display(this.#bundle(), { displayId: this.#payload.id });
    return { 'text/plain': '' };
  }

  #bundle(): MimeBundle {
    this.#picture ??= pictureBundle(this.#payload.tissue);
    return widgetBundle(this.#picture, { [BRUSH_MIME]: this.payload }, this.toString());
  }

  #keep(): void {
    clearTimeout(this.#keeping);
    if (!this.#shown) return;
    this.#keeping = setTimeout(() => kernelApi()?.update(this.#payload.id, this.#bundle()), KEEP_MS);
    this.#keeping.unref?.();
  }
}

/** The column that tells sections apart, where the data have several. */
function sectionsOf({ frame }: Model, adata: AnnData): string | undefined {
  if (!frame || frame.sectionColumn === '') return undefined;
  return frame.sections(adata).sections.length > 1 ? frame.sectionColumn : undefined;
}

/** Types that occur, the most frequent first; none where the column holds no categories. */
function typesOf(adata: AnnData, labels: string): string[] {
  const column = adata.column(labels);
  if (column.kind !== 'categorical') return [];
  return categoriesByCount(column);
}

function tissueOf(adata: AnnData, color: string | undefined, panelBy: string | undefined): SpatialPayload {
  if (color === undefined) {
    throw new TissuebookError('missing-key', 'perturbationBrush: the data have neither labels nor features.', {
      argument: 'adata',
    });
  }
  const view = spatialView(adata, { color, title: 'The tissue', image: false, ...(panelBy && { panelBy }) });
  const payload = view.payload as SpatialPayload;
  // Values of all features travel with a figure, for colors; a brush needs none, and has many strokes to keep.
  const cells = { ...payload.cells! };
  delete cells.features;
  return { ...payload, cells };
}
