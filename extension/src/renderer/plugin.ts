import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IThemeManager } from '@jupyterlab/apputils';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { VIEW_MIME } from '../../../src/protocol/view/types';
import { insertBeside } from '../notebook/insertBeside';
import { BEFORE_WIDGETS, DOMAIN, PACKAGE } from '../tokens';
import { kernelChannel } from './kernelChannel';
import { introduce } from './introduce';
import { IFigureHost, LabHost } from './labHost';
import { ViewWidget } from './viewWidget';

/** Shows the views of the library in notebooks and consoles. */
export const rendererPlugin: JupyterFrontEndPlugin<LabHost> = {
  id: `${PACKAGE}:renderer`,
  description: 'Shows Tissuebook views: tissues, curves, heat maps and bars.',
  autoStart: true,
  provides: IFigureHost,
  requires: [IRenderMimeRegistry],
  optional: [ITranslator, IThemeManager, ISettingRegistry, INotebookTracker],
  activate: (
    _app,
    registry: IRenderMimeRegistry,
    translator: ITranslator | null,
    themes: IThemeManager | null,
    settings: ISettingRegistry | null,
    tracker: INotebookTracker | null,
  ) => {
    const host = new LabHost(
      (translator ?? nullTranslator).load(DOMAIN),
      tracker ? (node, make) => insertBeside(tracker, node, make) : undefined,
      tracker ? (node, target, data) => kernelChannel(tracker, node, target, data) : undefined,
    );
    registry.addFactory(
      {
        // Payloads are checked and drawn as text, points and small pictures, never as HTML, script or addresses: safe when untrusted.
        safe: true,
        mimeTypes: [VIEW_MIME],
        createRenderer: () => {
          const widget = new ViewWidget(host);
          host.shown.add(widget);
          widget.disposed.connect(() => host.shown.delete(widget));
          return widget;
        },
      },
      BEFORE_WIDGETS,
    );
    if (tracker) introduce(tracker);
    themes?.themeChanged.connect(() => host.drawAll());
    void settings?.load(`${PACKAGE}:renderer`).then((loaded) => {
      const read = (): void => {
        host.scrollZoom = loaded.get('scrollZoom').composite === true;
        host.drawAll();
      };
      loaded.changed.connect(read);
      read();
    });
    return host;
  },
};
