/** What running tasks takes beside the wire: the whole library. */
export { KINDS } from '../wire/kinds';
export { receiveModel } from '../wire/sentModel';
export { tasks } from './tasks';
export { watchRuns } from './watchRuns';
