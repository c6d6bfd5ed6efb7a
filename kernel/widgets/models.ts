import type { State } from './wire';

/** Which classes of the page's packages show a widget. */
export interface ModelNames {
  model: string;
  /** Null for what is not seen by itself. */
  view: string | null;
  module: string;
  /** Of the module: a range as npm writes it. */
  version: string;
  /** The view's module, where that is another one; ipywidgets' styles and layouts have theirs in base. */
  viewModule?: string;
}

export const BASE = '@jupyter-widgets/base';
export const CONTROLS_MODULE = '@jupyter-widgets/controls';
/** Of both, since ipywidgets 8. */
export const CONTROLS_VERSION = '2.0.0';

/** The part of a state by which a page finds the classes. */
export function modelState({ model, view, module, version, viewModule = module }: ModelNames): State {
  return {
    _model_module: module,
    _model_module_version: version,
    _model_name: model,
    _view_module: view === null ? null : viewModule,
    _view_module_version: version,
    _view_name: view,
    _view_count: null,
  };
}
