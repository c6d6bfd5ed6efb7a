import type { NotebookPanel } from '@jupyterlab/notebook';

/** Goes to a cell, selected and not edited, with the keyboard. */
export function showCell({ content }: NotebookPanel, place: number): void {
  // After the key that asked for it is through: it would be typed into the cell.
  setTimeout(() => {
    if (content.isDisposed) return;
    content.mode = 'command';
    content.activeCellIndex = place;
    content.deselectAll();
    // scrollToCell would give the keyboard to the cell's editor.
    void content.scrollToItem(place, 'center').catch(() => undefined);
    content.activate();
  });
}
