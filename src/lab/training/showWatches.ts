import { observeWatches, type TrainingWatch } from '../../models';
import { kernelApi, type MimeBundle, type SpatialPayload, VIEW_MIME, viewText } from '../../protocol';
import { pictureBundle } from '../../views/pictureBundle';
import { spatialView } from '../../views/spatialView';
import { watchedView } from '../../views/training';
import { tellObservers } from '../../views/observeViews';
import { WatchService } from './watchService';

/**
 * Shows every watched training as a map of its cells, whose frames pages fetch and which they steer. Outside of a kernel nothing is shown.
 *
 * @returns ends it, for trainings that start afterwards
 */
export function showWatches(): () => void {
  return observeWatches(show);
}

function show(watch: TrainingWatch): void {
  const kernel = kernelApi();
  if (!kernel) return;
  const base = baseView(watch);
  new WatchService(watch).offer();
  const { cells } = watch.of;
  tellObservers((observer) =>
    observer.displayed(base.cells && { key: base.cells.key, source: { adata: cells } }, undefined),
  );
  const { id } = base;
  const now = (): MimeBundle => quickBundle(watchedView(base, watch));
  if (watch.view) kernel.update(id, now());
  else kernel.display(now(), { displayId: id });
  // What this costs is on the account of the frame that it follows.
  watch.listen(() => kernel.update(id, watch.status === 'ended' ? pictureBundle(watchedView(base, watch)) : now()));
}

/** What is shown before there is a frame: the view to watch in, or one of the cells in gray. */
function baseView({ view, of, color }: TrainingWatch): SpatialPayload {
  if (view?.payload.kind === 'spatial') return view.payload;
  const name = { tokens: 'token', clusters: 'cluster', error: 'error' }[color];
  const nothing = Array<null>(of.cells.nObs).fill(null);
  const title = `${of.title} learns`;
  return spatialView(of.cells, { color: { name, values: nothing }, title }).payload as SpatialPayload;
}

/** Without the figure and the picture for other programs, which take long to make: they come when the training is over. */
const quickBundle = (payload: SpatialPayload): MimeBundle => ({
  [VIEW_MIME]: payload,
  'text/plain': viewText(payload),
});
