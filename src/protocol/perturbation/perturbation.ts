import type { SelectionStep } from '../selection/selection';
import type { SpatialPayload, ViewPayload } from '../view/types';

/** The MIME type of a perturbation widget: the form that asks a model what a change does, and its last answer. */
export const PERTURBATION_MIME = 'application/vnd.tissuebook.perturbation+json';

/**
 * The comm target of perturbation widgets. The page opens the comm with `{ id }`, the id of the widget; the kernel
 * closes it at once when it has no such widget, so that a reloaded page finds it again.
 */
export const PERTURBATION_TARGET = 'tissuebook.perturbation';

/** The kinds of change, as `perturb` takes them. */
export const CHANGES = ['inject', 'replace', 'remove', 'knockOut', 'overExpress'] as const;

export type ChangeKind = (typeof CHANGES)[number];

/** Where: everywhere when absent; a box [left, low, right, high]; or what a selection's steps, or its indices, say. */
export type PerturbationPlace =
  { box: [number, number, number, number] } | { steps: SelectionStep[] } | { cells: number[] };

/** What a page asks: `what` is a change as `perturb` takes it, checked there. */
export interface PerturbationRequest {
  /** Name of a model of the widget. */
  model: string;
  what: { kind: ChangeKind } & Record<string, unknown>;
  where?: PerturbationPlace;
  seeds: number[];
}

/** What the model answered. */
export interface PerturbationAnswer {
  id: string;
  request: PerturbationRequest;
  /** The table as text, with what it means. */
  text: string;
  views: ViewPayload[];
  seconds: number;
}

/** The widget as it is kept in a notebook. */
export interface PerturbationPayload {
  version: 1;
  id: string;
  title: string;
  /** Names of the models, in the order of the choice. */
  models: string[];
  /** The obs column of the types; absent when there is none, and cells cannot be chosen by type. */
  labels?: string;
  types: string[];
  /** Genes to choose from; others can be typed. */
  genes: string[];
  /** Cells of which a change can be marked. */
  tissue: SpatialPayload;
  answer?: PerturbationAnswer;
}

/** What a page says. */
export type PerturbationCommand = { command: 'run'; request: PerturbationRequest } | { command: 'stop' };

/** What the kernel says: where it stands, and the answer when there is one. */
export interface PerturbationMessage {
  status: 'ready' | 'running' | 'failed';
  done?: number;
  total?: number;
  error?: string;
  answer?: PerturbationAnswer;
}

/** Most genes to choose from: a list in a page has no use for more. */
export const MAX_GENES = 5000;
