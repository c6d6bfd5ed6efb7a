export * from './cifm';
export * from './contract';
export * from './squint';
export { type ModelName, zoo } from './zoo';
