export { EventLoopYielder, type WorkOptions } from './eventLoopYielder';
export { parallelFor, type ParallelWork, threadCount, threadsWereAsked, useThreads } from './parallelFor';
export { SharedArena, type SharedArray } from './sharedArena';
export { sumsOfBlocks } from './sumsOfBlocks';
