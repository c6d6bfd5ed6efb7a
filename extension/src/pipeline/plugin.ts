import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { paletteClosed } from '../paletteClosed';
import { Commands, DOMAIN, PACKAGE } from '../tokens';
import { PipelinePanel } from './pipelinePanel';

/** The pipeline of the notebook in front, in the left side bar. */
export const pipelinePlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:pipeline`,
  description: "Shows a notebook's Tissuebook cells as a graph, and runs what depends on a cell.",
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, ICommandPalette],
  activate: (app, tracker: INotebookTracker, translator: ITranslator | null, palette: ICommandPalette | null) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const panel = new PipelinePanel(trans, tracker);
    app.shell.add(panel, 'left', { rank: 610 });
    app.commands.addCommand(Commands.openPipeline, {
      label: trans.__('Open Pipeline'),
      caption: trans.__("The notebook's Tissuebook cells as a graph"),
      execute: async () => {
        await paletteClosed();
        app.shell.activateById(panel.id);
      },
    });
    palette?.addItem({ command: Commands.openPipeline, category: 'Tissuebook' });
  },
};
