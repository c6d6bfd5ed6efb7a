export { crossModal, type CrossModalOptions } from './crossModal';
export { type CrossDirection, CrossModalResult, type CrossScore } from './crossModalResult';
