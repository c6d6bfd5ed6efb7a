import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { element, letShortcutsThrough } from '../dom';
import { tissueIcon } from '../icon';
import type { ZooView } from './zooView';

/** The side panel with the models. Its code is loaded when it is opened first. */
export class ZooPanel extends Widget {
  readonly #trans: TranslationBundle;
  readonly #tracker: INotebookTracker;
  readonly #insert: (code: string) => void;
  #view: Promise<ZooView> | undefined;

  constructor(trans: TranslationBundle, tracker: INotebookTracker, insert: (code: string) => void) {
    super();
    this.#trans = trans;
    this.#tracker = tracker;
    this.#insert = insert;
    this.id = 'tissuebook-zoo';
    this.addClass('tissuebook-Panel');
    this.addClass('tissuebook-Zoo');
    this.title.icon = tissueIcon;
    this.title.caption = trans.__('Model zoo');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Model zoo'));
    letShortcutsThrough(this.node);
    this.node.append(element('h2', { text: trans.__('Model zoo') }));
  }

  protected override onAfterShow(): void {
    void this.#show();
  }

  protected override onAfterHide(): void {
    void this.#view?.then((view) => (view.visible = this.isVisible));
  }

  /** The panel that is opened has the keyboard. */
  protected override onActivateRequest(): void {
    void this.#show().then((view) => view.field.focus());
  }

  async #show(): Promise<ZooView> {
    const view = await (this.#view ??= this.#load());
    view.visible = this.isVisible;
    return view;
  }

  async #load(): Promise<ZooView> {
    const { ZooView } = await import('./zooView');
    const view = new ZooView(this.#trans, this.#tracker, this.#insert);
    this.node.append(view.node);
    return view;
  }
}
