export { type Bars, type BarsOptions, barsView, type GroupedValues } from './barsView';
export type { ColorBy, NamedValues } from './cellColor';
export { type CompositionOptions, compositionView } from './compositionView';
export { type CurveOptions, curveView, type Line } from './curveView';
export { type HeatmapOptions, heatmapView, type NamedMatrix } from './heatmapView';
export type { Numbers } from './numbers';
export { type Outline, type SpatialOptions, spatialView } from './spatialView';
export { View } from './view';
export type { Wording } from './wording';
