import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { KERNEL } from '../tokens';
import type { TemplateCell } from './templates';

/** Opens a new notebook with our kernel and the given cells in it. */
export async function newNotebook(
  app: JupyterFrontEnd,
  cells: TemplateCell[],
  cwd?: string,
): Promise<NotebookPanel | undefined> {
  const panel = (await app.commands.execute('notebook:create-new', { kernelName: KERNEL, ...(cwd && { cwd }) })) as
    NotebookPanel | undefined;
  if (!panel) return undefined;
  await panel.context.ready;
  // The empty cell that every new notebook has stays at the end, ready to write in.
  panel.content.model?.sharedModel.insertCells(0, cells);
  panel.content.activeCellIndex = 0;
  return panel;
}
