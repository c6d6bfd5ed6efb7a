export { LiveDisplay } from './liveDisplay';
export { type ShownReport, type ShownRun, lastLosses, lossCurves } from './lossCurves';
