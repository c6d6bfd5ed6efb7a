import type { INotebookTracker } from '@jupyterlab/notebook';
import type { Channel } from '../figure/host';
import { sessionChannel } from './sessionChannel';

/** How long an element may take to come into a notebook, and how often that is looked for. Ours; in milliseconds. */
const ATTACH_MS = 60_000;
const LOOK_MS = 200;

/** Opens a comm to the kernel of the notebook that shows an element; undefined without notebook or kernel. */
export async function kernelChannel(
  tracker: INotebookTracker,
  node: HTMLElement,
  target: string,
  data: unknown,
): Promise<Channel | undefined> {
  // A notebook that is being opened draws its outputs before they are in the page.
  const find = () => tracker.find((panel) => panel.content.node.contains(node))?.sessionContext;
  const until = Date.now() + ATTACH_MS;
  while (!find() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const session = find();
  await session?.ready;
  return session && sessionChannel(session, target, data);
}
