import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { element, letShortcutsThrough } from '../dom';
import { pipelineIcon } from '../icon';
import type { NotebookPipeline } from './notebookPipeline';
import type { PipelineView } from './pipelineView';

/** The side panel with the pipeline of the notebook in front. Its code is loaded when it is opened first. */
export class PipelinePanel extends Widget {
  readonly #trans: TranslationBundle;
  readonly #tracker: INotebookTracker;
  #loading: Promise<void> | undefined;
  #view: PipelineView | undefined;
  #follow: (() => void) | undefined;
  #pipeline: NotebookPipeline | undefined;

  constructor(trans: TranslationBundle, tracker: INotebookTracker) {
    super();
    this.#trans = trans;
    this.#tracker = tracker;
    this.id = 'tissuebook-pipeline';
    this.addClass('tissuebook-Panel');
    this.title.icon = pipelineIcon;
    this.title.caption = trans.__('Pipeline');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Pipeline'));
    letShortcutsThrough(this.node);
    this.node.append(element('h2', { text: trans.__('Pipeline') }));
    tracker.currentChanged.connect(() => this.#follow?.());
  }

  protected override onAfterShow(): void {
    void this.#open();
  }

  protected override onAfterHide(): void {
    this.#pipeline?.dispose();
    this.#pipeline = undefined;
  }

  /** The panel that is opened has the keyboard. */
  protected override onActivateRequest(): void {
    void this.#open().then(() => this.node.querySelector<HTMLElement>('button')?.focus());
  }

  async #open(): Promise<void> {
    await (this.#loading ??= this.#load());
    if (this.isVisible) this.#follow?.();
  }

  async #load(): Promise<void> {
    const [{ PipelineView }, { NotebookPipeline }] = await Promise.all([
      import('./pipelineView'),
      import('./notebookPipeline'),
    ]);
    const view = (this.#view = new PipelineView(this.#trans));
    this.node.append(view.node);
    this.#follow = () => {
      this.#pipeline?.dispose();
      this.#pipeline = undefined;
      const panel = this.#tracker.currentWidget;
      this.#view?.show(undefined, undefined);
      if (!panel || !this.isVisible) return;
      const pipeline = new NotebookPipeline(panel, (state) => view.show(pipeline, state));
      this.#pipeline = pipeline;
    };
  }
}
