import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { tissueIcon } from '../icon';
import { Commands, DOMAIN, PACKAGE } from '../tokens';
import { newNotebook } from './newNotebook';
import type { TemplateName } from './templates';

/** Launcher cards, palette entries and a menu item that open notebooks to begin with. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:notebook`,
  description: 'Opens Tissuebook notebooks from the launcher, the command palette and the menu.',
  autoStart: true,
  optional: [ITranslator, ILauncher, ICommandPalette],
  activate: (app, translator: ITranslator | null, launcher: ILauncher | null, palette: ICommandPalette | null) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const names: Record<TemplateName, { card: string; caption: string }> = {
      tissue: {
        card: trans.__('Tissuebook'),
        caption: trans.__('A TypeScript notebook that loads a tissue and looks at it'),
      },
      'what-if': {
        card: trans.__('What if?'),
        caption: trans.__('Trains a model on a tissue and asks it what a change does'),
      },
      cohort: {
        card: trans.__('Cohort'),
        caption: trans.__('Scores the patients of a cohort of tumours'),
      },
    };
    const nameOf = (value: unknown): TemplateName =>
      Object.hasOwn(names, String(value)) ? (value as TemplateName) : 'tissue';
    app.commands.addCommand(Commands.newNotebook, {
      label: (args) => {
        const name = nameOf(args['template']);
        if (args['isLauncher']) return names[name].card;
        if (!args['isPalette']) return trans.__('Tissuebook Notebook');
        return name === 'tissue'
          ? trans.__('New Tissuebook Notebook')
          : trans.__('New Tissuebook Notebook: %1', names[name].card);
      },
      caption: (args) => names[nameOf(args['template'])].caption,
      icon: (args) => (args['isPalette'] ? undefined : tissueIcon),
      execute: async (args) => {
        const { templateCells } = await import('./templates');
        return newNotebook(app, templateCells(trans, nameOf(args['template'])), text(args['cwd']));
      },
    });
    Object.keys(names).forEach((template, rank) => {
      const command = Commands.newNotebook;
      launcher?.add({ command, category: 'Tissuebook', rank, args: { template, isLauncher: true } });
      palette?.addItem({ command, category: 'Tissuebook', args: { template, isPalette: true } });
    });
  },
};

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
