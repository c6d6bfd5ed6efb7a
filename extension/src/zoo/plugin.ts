import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ZooValues } from '../../../src/protocol/models';
import { MODEL_NAMES } from '../../../src/protocol/models/names';
import { paletteClosed } from '../paletteClosed';
import { Commands, DOMAIN, PACKAGE } from '../tokens';
import { insertCell } from './insertCell';
import { ZooPanel } from './zooPanel';

/** The model zoo in the left side bar, and the command that inserts a model's cell. */
export const zooPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:zoo`,
  description: 'Lists the models and inserts cells that train them.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, ICommandPalette],
  activate: (app, tracker: INotebookTracker, translator: ITranslator | null, palette: ICommandPalette | null) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const panel = new ZooPanel(trans, tracker, (code) => void insertCell(app, tracker, code));
    app.shell.add(panel, 'left', { rank: 600 });
    app.commands.addCommand(Commands.openZoo, {
      label: trans.__('Open Model Zoo'),
      execute: async () => {
        await paletteClosed();
        app.shell.activateById(panel.id);
      },
    });
    app.commands.addCommand(Commands.insertModel, {
      label: (args) => trans.__('Insert %1', nameOf(args['model']) ?? trans.__('Model')),
      // Only the id and the options of a known model become code: a command argument is no code.
      execute: async (args) => {
        const { modelCards, zooCode, zooDefaults } = await import('../../../src/protocol/models');
        const card = modelCards.find(({ id }) => id === args['model']);
        if (!card) throw new Error(trans.__('The model zoo has no model "%1".', String(args['model'])));
        const result = zooCode(card, { ...zooDefaults(card), ...(args['values'] as ZooValues | undefined) });
        if ('wrong' in result) throw new Error(result.wrong);
        return insertCell(app, tracker, result.code);
      },
    });
    palette?.addItem({ command: Commands.openZoo, category: 'Tissuebook' });
    for (const model of Object.keys(MODEL_NAMES)) {
      palette?.addItem({ command: Commands.insertModel, category: 'Tissuebook', args: { model } });
    }
  },
};

function nameOf(model: unknown): string | undefined {
  return Object.hasOwn(MODEL_NAMES, String(model)) ? MODEL_NAMES[model as keyof typeof MODEL_NAMES] : undefined;
}
