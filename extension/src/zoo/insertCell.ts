import type { JupyterFrontEnd } from '@jupyterlab/application';
import { type INotebookTracker, NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import { newNotebook } from '../notebook/newNotebook';

/** Puts code into a new cell below the active one, or into a new notebook when none is open. */
export async function insertCell(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  code: string,
): Promise<NotebookPanel | undefined> {
  const panel = tracker.currentWidget;
  if (!panel) return newNotebook(app, [{ cell_type: 'code', source: code }]);
  const notebook = panel.content;
  const active = notebook.activeCell?.model;
  const empty = active?.type === 'code' && active.sharedModel.getSource().trim() === '';
  if (!empty) NotebookActions.insertBelow(notebook);
  notebook.activeCell?.model.sharedModel.setSource(code);
  notebook.activeCell?.node.scrollIntoView({ block: 'nearest' });
  panel.activate();
  return panel;
}
