import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { DOMAIN, PACKAGE } from '../tokens';
import type { KernelItem } from './kernelItem';

/** What the engine runs on, and whether names are checked against the data, in the status bar. Their code is loaded after JupyterLab has started. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:status`,
  description:
    'Shows in the status bar what the engine runs on, its memory, and whether cells are checked against the data.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [IStatusBar, ITranslator, ISettingRegistry],
  activate: (
    app,
    tracker: INotebookTracker,
    bar: IStatusBar | null,
    translator: ITranslator | null,
    settings: ISettingRegistry | null,
  ) => {
    // Notebook 7 has no status bar.
    if (!bar) return;
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    void app.restored.then(async () => {
      const [{ EngineItem }, { DataNamesItem }] = await Promise.all([
        import('./engineItem'),
        import('./dataNamesItem'),
      ]);
      const loaded = await settings?.load(`${PACKAGE}:status`);
      const changed = new Signal<object, void>({});
      const register = (id: string, item: KernelItem, setting: string, rank: number): void => {
        bar.registerStatusItem(id, {
          item,
          align: 'left',
          rank,
          isActive: () => loaded?.get(setting).composite !== false && item.known,
          activeStateChanged: changed,
        });
      };
      const says = (): void => changed.emit();
      register(`${PACKAGE}:status`, new EngineItem(trans, tracker, says).start(), 'showEngine', 20);
      register(`${PACKAGE}:names`, new DataNamesItem(trans, tracker, says).start(), 'showNames', 21);
      loaded?.changed.connect(() => changed.emit());
    });
  },
};
