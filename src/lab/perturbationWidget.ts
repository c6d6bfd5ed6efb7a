import { randomUUID } from 'node:crypto';
import { type AnnData, findLabels } from '../data';
import { TissuebookError } from '../errors';
import { checkOptions, text } from '../options';
import {
  DISPLAY,
  type Displayable,
  kernelApi,
  MAX_GENES,
  type MimeBundle,
  PERTURBATION_MIME,
  type PerturbationAnswer,
  type PerturbationPayload,
  type SpatialPayload,
} from '../protocol';
import type { Model } from '../models';
import { spatialView } from '../views';
import { pictureBundle } from '../views/pictureBundle';
import { offerAnswers } from './cellService';
import { PerturbationService } from './perturbationService';
import { categoriesByCount, widgetBundle } from './widgetParts';

export interface PerturbationWidgetOptions {
  /** Column of obs with the cell types. The one that looks most like it, unless given. */
  labels?: string;
  /** What the tissue is colored by. The cell types. */
  color?: string;
  title?: string;
}

/** One model, several of different training seeds, or such by name: { squint, cifm: [first, second] }. */
export type WidgetModels = Model | readonly Model[] | Readonly<Record<string, Model | readonly Model[]>>;

/**
 * Asks a trained model what a change in the tissue does, by pointing: mark cells in the picture (or type where), say
 * what changes, and see the answer on the tissue. It runs `perturb`, shows the code of what it ran, and can write it
 * into a cell. Outside of a notebook it can be shown, and not asked.
 *
 *     perturbationWidget(squint, tumour)
 *
 * @throws TissuebookError 'missing-key' (no such column, no positions), 'invalid-argument' (no model)
 */
export function perturbationWidget(
  models: WidgetModels,
  adata: AnnData,
  options: PerturbationWidgetOptions = {},
): PerturbationWidget {
  checkOptions('perturbationWidget', options, { labels: text, color: text, title: text });
  return new PerturbationWidget(modelsByName(models), adata, options);
}

/** The widget in the kernel. Make it with perturbationWidget(). */
export class PerturbationWidget implements Displayable {
  readonly #payload: PerturbationPayload;
  readonly #service: PerturbationService;
  readonly #adata: AnnData;
  #shown = false;

  constructor(models: ReadonlyMap<string, readonly Model[]>, adata: AnnData, options: PerturbationWidgetOptions) {
    this.#adata = adata;
    const labels = options.labels ?? findLabels(adata);
    const id = `perturbation-${randomUUID()}`;
    const title = options.title ?? 'What if?';
    this.#payload = {
      version: 1,
      id,
      title,
      models: [...models.keys()],
      ...(labels !== undefined && { labels }),
      types: labels === undefined ? [] : typesOf(adata, labels),
      genes: adata.var.index.slice(0, MAX_GENES),
      tissue: tissueOf(adata, options.color ?? labels ?? adata.var.index[0]),
    };
    this.#service = new PerturbationService({ id, models, adata, labels }, () => this.#answered());
  }

  /** What the model answered last. */
  get answer(): PerturbationAnswer | undefined {
    return this.#service.answer;
  }

  /** What is shown and kept in the notebook, as JSON. */
  get payload(): PerturbationPayload {
    const { answer } = this;
    return answer ? { ...this.#payload, answer } : this.#payload;
  }

  toString(): string {
    const { title, models, tissue } = this.#payload;
    return [`${title}: ${models.join(', ')}. ${tissue.description}`, this.answer?.text].filter(Boolean).join('\n');
  }

  /** Shows the widget now, under its id, so that an answer can be kept where the widget stands. */
  [DISPLAY](): MimeBundle {
    const kernel = kernelApi();
    this.#service.offer();
    offerAnswers(this.#payload.tissue.cells!.key, { adata: this.#adata });
    if (!kernel || this.#shown) return this.#bundle();
    this.#shown = true;
    kernel.display(this.#bundle(), { displayId: this.#payload.id });
    return { 'text/plain': '' };
  }

  #bundle(): MimeBundle {
    const picture = pictureBundle(this.answer?.views[0] ?? this.#payload.tissue);
    return widgetBundle(picture, { [PERTURBATION_MIME]: this.payload }, this.toString());
  }

  #answered(): void {
    if (this.#shown) kernelApi()?.update(this.#payload.id, this.#bundle());
  }
}

function modelsByName(models: WidgetModels): Map<string, readonly Model[]> {
  const isModel = (value: unknown): value is Model =>
    typeof value === 'object' && value !== null && typeof (value as { fit?: unknown }).fit === 'function';
  const given: Record<string, unknown> =
    Array.isArray(models) || isModel(models)
      ? { [([models].flat()[0] as Model | undefined)?.card.id ?? '']: models }
      : { ...(models as object) };
  const found = Object.entries(given).map(([name, value]) => [name, [value].flat()] as const);
  if (found.length === 0 || !found.every(([, each]) => each.length > 0 && each.every(isModel))) {
    throw new TissuebookError(
      'invalid-argument',
      'perturbationWidget needs a model, a list of models, or models by name.',
      {
        argument: 'models',
        found: models,
        advice: "For example: perturbationWidget(squint, tumour), where squint is zoo.create('squint') after fit.",
      },
    );
  }
  return new Map(found as [string, Model[]][]);
}

/** Types that occur, the most frequent first. */
function typesOf(adata: AnnData, labels: string): string[] {
  const column = adata.column(labels);
  if (column.kind !== 'categorical') {
    throw new TissuebookError('invalid-argument', `perturbationWidget: obs["${labels}"] holds no categories.`, {
      argument: 'labels',
      found: labels,
      advice: 'Choose the column of obs with the cell types.',
    });
  }
  return categoriesByCount(column);
}

function tissueOf(adata: AnnData, color: string | undefined): SpatialPayload {
  if (color === undefined) {
    throw new TissuebookError('missing-key', 'perturbationWidget: the data have neither labels nor features.', {
      argument: 'adata',
    });
  }
  return spatialView(adata, {
    color,
    title: 'The tissue',
    caption: 'Mark where the change is to happen, or change all.',
  }).payload as SpatialPayload;
}
