import { type INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';

/** The cell that shows an element, with its notebook. */
export function cellOf(
  tracker: INotebookTracker,
  node: HTMLElement,
): { panel: NotebookPanel; index: number; source: string } | undefined {
  const panel = tracker.find((each) => each.content.node.contains(node));
  const index = panel?.content.widgets.findIndex((cell) => cell.node.contains(node)) ?? -1;
  if (!panel || index < 0) return undefined;
  return { panel, index, source: panel.content.widgets[index]!.model.sharedModel.getSource() };
}

/** The variable that a cell gives to a view; 'adata' when it cannot be told. */
export function dataVariable(source: string): string {
  return /\b(?:spatialView|embeddingView)\(\s*([A-Za-z_$][\w$]*)/.exec(source)?.[1] ?? 'adata';
}

/** Puts code into a new cell below the one that shows an element; the code gets the name of that cell's data. */
export function insertBeside(tracker: INotebookTracker, node: HTMLElement, make: (data: string) => string): void {
  const place = cellOf(tracker, node);
  if (!place) return;
  const notebook = place.panel.content;
  notebook.activeCellIndex = place.index;
  NotebookActions.insertBelow(notebook);
  notebook.activeCell?.model.sharedModel.setSource(make(dataVariable(place.source)));
  notebook.activeCell?.node.scrollIntoView({ block: 'nearest' });
}
