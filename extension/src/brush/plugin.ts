import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { BRUSH_MIME } from '../../../src/protocol/brush/brush';
import { cellOf, insertBeside } from '../notebook/insertBeside';
import { IFigureHost, type LabHost } from '../renderer/labHost';
import { BEFORE_WIDGETS, PACKAGE } from '../tokens';
import { BrushRenderer } from './brushRenderer';

/** Shows perturbation brushes in notebooks. */
export const brushPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:brush`,
  description: 'Shows brushes that paint changes on a tissue while a model answers.',
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
        // Checked as views are, and drawn as text and pixels: safe when untrusted.
        safe: true,
        mimeTypes: [BRUSH_MIME],
        createRenderer: () => {
          const brush = new BrushRenderer(host, cells);
          host.shown.add(brush);
          brush.disposed.connect(() => host.shown.delete(brush));
          return brush;
        },
      },
      BEFORE_WIDGETS,
    );
  },
};
