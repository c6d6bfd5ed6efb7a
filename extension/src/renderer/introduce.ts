import type { ISessionContext } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { PAGE_TARGET } from '../../../src/protocol/kernel/pageTarget';
import { KERNEL } from '../tokens';
import { sessionChannel } from './sessionChannel';

/** Tells each kernel of ours, when it has started, that this page shows our figures itself and needs no widgets for them. */
export function introduce(tracker: INotebookTracker): void {
  tracker.widgetAdded.connect((_: unknown, { sessionContext }: NotebookPanel) => {
    let told = false;
    const tell = (session: ISessionContext, status: string): void => {
      const kernel = session.session?.kernel;
      if (status === 'restarting' || status === 'autorestarting' || status === 'starting') told = false;
      if (told || status !== 'idle' || kernel?.name !== KERNEL) return;
      told = sessionChannel(session, PAGE_TARGET, {}) !== undefined;
    };
    sessionContext.kernelChanged.connect(() => void (told = false));
    sessionContext.statusChanged.connect(tell);
    void sessionContext.ready.then(() => tell(sessionContext, sessionContext.session?.kernel?.status ?? ''));
  });
}
