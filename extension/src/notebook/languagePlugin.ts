import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { PACKAGE } from '../tokens';
import { followLanguages } from './pythonCells';

/** Colors cells that begin with %%python as Python. */
export const languagePlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:language`,
  description: 'Colors the cells of Tissuebook notebooks that are written in Python as Python.',
  autoStart: true,
  requires: [INotebookTracker],
  activate: (_app, tracker: INotebookTracker) => {
    tracker.widgetAdded.connect((_, panel) => followLanguages(panel));
    tracker.forEach(followLanguages);
  },
};
