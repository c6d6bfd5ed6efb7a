import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { tissueIcon } from '../icon';
import { Commands, DOMAIN, PACKAGE } from '../tokens';
import { newNotebook } from './newNotebook';
import { templateCells } from './template';

/** A launcher card and a command that open a notebook ready to load a tissue. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:notebook`,
  description: 'Opens Tissuebook notebooks from the launcher and the command palette.',
  autoStart: true,
  optional: [ITranslator, ILauncher, ICommandPalette],
  activate: (app, translator: ITranslator | null, launcher: ILauncher | null, palette: ICommandPalette | null) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    app.commands.addCommand(Commands.newNotebook, {
      label: (args) => (args['isPalette'] ? trans.__('New Tissuebook Notebook') : trans.__('Tissuebook')),
      caption: trans.__('A TypeScript notebook that loads a tissue and looks at it'),
      icon: (args) => (args['isPalette'] ? undefined : tissueIcon),
      execute: (args) => newNotebook(app, templateCells(trans), text(args['cwd'])),
    });
    launcher?.add({ command: Commands.newNotebook, category: 'Tissuebook', rank: 0 });
    palette?.addItem({ command: Commands.newNotebook, category: 'Tissuebook', args: { isPalette: true } });
  },
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
