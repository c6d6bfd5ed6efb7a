import type { INotebookTracker } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type DataNamesStatus, NAMES_TARGET } from '../../../src/protocol/kernel/dataNames';
import { KernelItem } from './kernelItem';

/** The status bar's switch: whether cells are checked against the names of the data before they run. */
export class DataNamesItem extends KernelItem {
  #on = true;

  constructor(trans: TranslationBundle, tracker: INotebookTracker, changed: () => void) {
    super(trans, tracker, NAMES_TARGET, changed);
    this.addClass('tissuebook-DataNamesItem');
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'switch');
    this.node.addEventListener('click', () => this.turn());
    this.node.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      this.turn();
    });
  }

  /** Switches the check off, or on again. */
  turn(): void {
    if (this.known) this.tell({ on: !this.#on });
  }

  protected override statusIs(): void {
    // What the kernel says of it does not change while it works.
  }

  protected override receive(status: unknown): void {
    const { on, variables } = status as DataNamesStatus;
    const { trans } = this;
    this.#on = on;
    this.node.setAttribute('aria-checked', String(on));
    // Before there are data, there is nothing to switch.
    if (on && variables === 0) return this.say('', '');
    if (!on) {
      return this.say(
        trans.__('Names not checked'),
        trans.__('Cells run without a look at the names of the data. Click to have them checked.'),
      );
    }
    this.say(
      trans.__('Names checked'),
      trans.__(
        'Names of columns, genes and labels are checked against %1 variables before a cell runs. Click to turn it off.',
        variables,
      ),
    );
  }
}
