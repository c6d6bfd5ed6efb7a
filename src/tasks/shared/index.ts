export { stopAsked } from './stopAsked';
export { Stopwatch } from './stopwatch';
export { type TableCell, textTable } from './textTable';
