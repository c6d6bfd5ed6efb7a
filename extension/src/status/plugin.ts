import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { DOMAIN, PACKAGE } from '../tokens';

/** What the engine runs on, in the status bar. Its code is loaded after JupyterLab has started. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:status`,
  description: 'Shows what the engine runs on, and its memory, in the status bar.',
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
      const { EngineItem } = await import('./engineItem');
      const loaded = await settings?.load(`${PACKAGE}:status`);
      const wanted = (): boolean => loaded?.get('showEngine').composite !== false;
      const changed = new Signal<object, void>({});
      const item = new EngineItem(trans, tracker, () => changed.emit());
      bar.registerStatusItem(`${PACKAGE}:status`, {
        item,
        align: 'left',
        rank: 20,
        isActive: () => wanted() && item.known,
        activeStateChanged: changed,
      });
      loaded?.changed.connect(() => changed.emit());
    });
  },
};
