export { TissuebookError, type ErrorKind } from './errors';
