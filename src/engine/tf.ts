/// <reference types="@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops" preserve="true" />
import { withoutUnusedParts } from './wholePackage';

withoutUnusedParts(() => undefined);

/** TensorFlow.js, for the whole library. No other file imports it, so that there is one copy and one registry of kernels. */
export * as tf from '@tensorflow/tfjs-core';
