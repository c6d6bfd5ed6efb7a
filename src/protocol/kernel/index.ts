export type * from './comm';
export { ENGINE_TARGET, type EngineStatus } from './engineStatus';
export * from './kernelApi';
export { RUN_COMMANDS, RUN_TARGET, type RunCommand, type RunMessage } from './runControl';
