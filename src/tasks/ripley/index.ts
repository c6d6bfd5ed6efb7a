export { ripley, type RipleyOptions } from './ripley';
export { type RipleyLine, RipleyResult } from './ripleyResult';
