import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { cellOf, insertBeside } from '../notebook/insertBeside';
import type { WidgetCells } from '../perturbation/perturbationView';
import { BEFORE_WIDGETS, PACKAGE } from '../tokens';
import { IFigureHost, type LabHost } from './labHost';
import { WidgetRenderer, type WidgetView } from './widgetRenderer';

/** What kind of widget a plugin shows. */
export interface WidgetKind {
  /** The plugin's name below the package's. */
  name: string;
  description: string;
  mimeType: string;
  /** Loads and makes the view of one widget. @param cells the notebook around it, where there is one */
  load(host: LabHost, cells: WidgetCells | undefined): Promise<WidgetView>;
}

/** A plugin that shows one kind of widget in notebooks. */
export function widgetPlugin({ name, description, mimeType, load }: WidgetKind): JupyterFrontEndPlugin<void> {
  return {
    id: `${PACKAGE}:${name}`,
    description,
    autoStart: true,
    requires: [IRenderMimeRegistry, IFigureHost],
    optional: [INotebookTracker],
    activate: (_app, registry: IRenderMimeRegistry, host: LabHost, tracker: INotebookTracker | null) => {
      const cells = tracker
        ? {
            sourceOf: (node: HTMLElement) => cellOf(tracker, node)?.source,
            insert: (node: HTMLElement, code: string) => insertBeside(tracker, node, () => code),
          }
        : undefined;
      registry.addFactory(
        {
          // Checked as views are, and drawn as text, points and pixels: safe when untrusted.
          safe: true,
          mimeTypes: [mimeType],
          createRenderer: () => {
            const widget = new WidgetRenderer(mimeType, () => load(host, cells));
            host.shown.add(widget);
            widget.disposed.connect(() => host.shown.delete(widget));
            return widget;
          },
        },
        BEFORE_WIDGETS,
      );
    },
  };
}
