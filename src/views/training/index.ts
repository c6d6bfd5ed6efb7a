export { LiveDisplay } from './liveDisplay';
export { type ShownReport, type ShownRun, lastLosses, lossCurves } from './lossCurves';
export { type ShownWatch, watchedRun, watchedView } from './watchedView';
