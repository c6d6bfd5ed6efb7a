export { frameColor, missingCode, TOP_CODE } from './frameColor';
export { type Intervention, INTERVENTION_KINDS, type InterventionKind, interventionText } from './intervention';
export { thinFrames } from './thinFrames';
export { checkFrame, checkScale, frameFields, MOST_INTERVENTIONS, runFields } from './watchCheck';
export * from './watchedRun';
export { WATCH_TARGET, type WatchCommand, type WatchMessage } from './watchTarget';
