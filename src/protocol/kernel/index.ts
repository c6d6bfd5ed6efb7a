export type * from './comm';
export {
  type Changes,
  type DataNames,
  type DataNamesStatus,
  type Derived,
  NAMES_TARGET,
  type Refusal,
  type ToldArgument,
  type ToldCall,
} from './dataNames';
export type { Exchange } from './exchange';
export { ENGINE_TARGET, type EngineStatus } from './engineStatus';
export * from './kernelApi';
export { isPythonCell, pythonCell, type PythonCell, PythonCellError } from './pythonCell';
export { PageComms, type PageMessage } from './pageComms';
export { PAGE_TARGET } from './pageTarget';
export { RUN_COMMANDS, RUN_TARGET, type RunCommand, type RunMessage } from './runControl';
