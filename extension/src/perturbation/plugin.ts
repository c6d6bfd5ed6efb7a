import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { PERTURBATION_MIME } from '../../../src/protocol/perturbation/perturbation';
import { cellOf, insertBeside } from '../notebook/insertBeside';
import { IFigureHost, type LabHost } from '../renderer/labHost';
import { BEFORE_WIDGETS, PACKAGE } from '../tokens';
import { PerturbationRenderer } from './perturbationRenderer';

/** Shows perturbation widgets in notebooks. */
export const perturbationPlugin: JupyterFrontEndPlugin<void> = {
  id: `${PACKAGE}:perturbation`,
  description: 'Shows widgets that ask a model what a change in the tissue does.',
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
        // Checked as views are, and drawn as text and points: safe when untrusted.
        safe: true,
        mimeTypes: [PERTURBATION_MIME],
        createRenderer: () => {
          const widget = new PerturbationRenderer(host, cells);
          host.shown.add(widget);
          widget.disposed.connect(() => host.shown.delete(widget));
          return widget;
        },
      },
      BEFORE_WIDGETS,
    );
  },
};
