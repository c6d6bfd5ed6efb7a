export { compareSurvival, type CompareSurvivalOptions, SurvivalComparison, type SurvivalLine } from './compareSurvival';
