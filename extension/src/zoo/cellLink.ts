import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker } from '@jupyterlab/notebook';
import type { ZooOption, ZooValue } from '../../../src/protocol/models';
import { showCell } from '../notebook/showCell';
import { ZooCall } from '../code/zooCall';

/**
 * Keeps a card's form in step with a cell that makes its model: the active cell when that makes one, else the one
 * before, as long as it is in the notebook in front.
 */
export class CellLink {
  readonly #tracker: INotebookTracker;
  readonly #model: string;
  readonly #changed: (call: ZooCall | undefined) => void;
  #active: Cell | undefined;
  #followed: Cell | undefined;
  #call: ZooCall | undefined;

  /** @param changed called with what the cell says, and with undefined when there is none to follow */
  constructor(tracker: INotebookTracker, model: string, changed: (call: ZooCall | undefined) => void) {
    this.#tracker = tracker;
    this.#model = model;
    this.#changed = changed;
    tracker.activeCellChanged.connect(() => this.#look());
    tracker.currentChanged.connect(() => this.#look());
    this.#look();
  }

  /** Puts a value into the cell; code that is not a plain value stays as it is. */
  write(option: ZooOption, value: ZooValue): void {
    const edit = this.#call?.write(option, value);
    if (edit) this.#followed?.model.sharedModel.updateSource(edit.start, edit.end, edit.text);
  }

  /** Shows the cell and gives it the keyboard. */
  goTo(): void {
    const panel = this.#tracker.currentWidget;
    const place = panel?.content.widgets.findIndex((cell) => cell === this.#followed) ?? -1;
    if (panel && place >= 0) showCell(panel, place);
  }

  #look(): void {
    const active = this.#tracker.activeCell ?? undefined;
    if (active !== this.#active) {
      this.#disconnect(this.#active);
      this.#active = active;
      active?.model.sharedModel.changed.connect(this.#read);
    }
    this.#read();
  }

  readonly #read = (): void => {
    const cells = this.#tracker.currentWidget?.content.widgets ?? [];
    const [next, call] = this.#find([this.#active, this.#followed].filter((cell) => cell && cells.includes(cell)));
    if (next !== this.#followed) {
      const before = this.#followed;
      this.#followed = next;
      if (before !== this.#active) this.#disconnect(before);
      if (next !== this.#active) next?.model.sharedModel.changed.connect(this.#read);
    }
    this.#call = call;
    this.#changed(call);
  };

  #find(cells: readonly (Cell | undefined)[]): [Cell, ZooCall] | [undefined, undefined] {
    for (const cell of cells) {
      const call = cell && ZooCall.find(cell.model.sharedModel.getSource(), this.#model);
      if (call) return [cell, call];
    }
    return [undefined, undefined];
  }

  #disconnect(cell: Cell | undefined): void {
    if (cell && cell !== this.#followed && !cell.isDisposed) cell.model.sharedModel.changed.disconnect(this.#read);
  }
}
