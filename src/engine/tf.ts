// The whole package registers the gradients of the operations; its core alone has none in Node.
import '@tensorflow/tfjs';

/** TensorFlow.js, for the whole library. No other file imports it, so that there is one copy and one registry of kernels. */
export * as tf from '@tensorflow/tfjs-core';
