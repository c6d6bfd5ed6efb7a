import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Channel } from '../figure/host';
import { sessionChannel } from './sessionChannel';

/** Opens a comm to the kernel of the notebook that shows an element; undefined without notebook or kernel. */
export async function kernelChannel(
  tracker: INotebookTracker,
  node: HTMLElement,
  target: string,
  data: unknown,
): Promise<Channel | undefined> {
  const session = tracker.find((panel) => panel.content.node.contains(node))?.sessionContext;
  await session?.ready;
  return session && sessionChannel(session, target, data);
}
