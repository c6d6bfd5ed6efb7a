export { biomarker } from './biomarker';
export type { BiomarkerOptions } from './biomarkerOptions';
export { BiomarkerResult, type BiomarkerScore } from './biomarkerResult';
