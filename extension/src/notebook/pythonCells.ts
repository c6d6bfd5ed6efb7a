import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { isPythonCell } from '../../../src/protocol/kernel/pythonCell';

/** What CodeMirror takes for the code of IPython. */
const PYTHON = 'text/x-ipython';
/** Our kernel's name in its kernel_info. */
const OURS = 'typescript';

/** Colors the cells of a notebook as the language in which they are written: those that begin with %%python as Python. */
export function followLanguages(panel: NotebookPanel): void {
  const { model } = panel.context;
  const update = (): void => {
    if (panel.content.isDisposed || model.getMetadata('language_info')?.name !== OURS) return;
    for (const cell of panel.content.widgets) setLanguage(cell, panel.content.codeMimetype);
  };
  model.contentChanged.connect(update);
  panel.sessionContext.kernelChanged.connect(() => void panel.sessionContext.ready.then(update));
  void Promise.all([panel.revealed, panel.sessionContext.ready]).then(update);
  panel.disposed.connect(() => model.contentChanged.disconnect(update));
}

function setLanguage(cell: Cell, usual: string): void {
  if (cell.model.type !== 'code') return;
  const wanted = isPythonCell(cell.model.sharedModel.getSource()) ? PYTHON : usual;
  if (cell.model.mimeType !== wanted) cell.model.mimeType = wanted;
}
