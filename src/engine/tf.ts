import { withoutUnusedParts } from './wholePackage';

withoutUnusedParts(() => undefined);

/** TensorFlow.js, for the whole library. No other file imports it, so that there is one copy and one registry of kernels. */
export * as tf from '@tensorflow/tfjs-core';
