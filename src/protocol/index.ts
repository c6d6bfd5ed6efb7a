export * from './figure';
export * from './image';
export * from './kernel';
export * from './models';
export * from './perturbation';
export * from './selection';
export * from './view';
export * from './watch';
