export * from './kernelApi';
