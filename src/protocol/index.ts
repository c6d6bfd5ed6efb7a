export * from './figure';
export * from './kernel';
export * from './models';
export * from './perturbation';
export * from './selection';
export * from './view';
