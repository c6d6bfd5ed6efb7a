import { compilingBackend } from '../compile/backend';

/** Seconds during which calls of a kind were under way in native code, since the process began: native/source/call_times.h. */
export interface CallTimes {
  products: number;
  attention: number;
  sums: number;
}

/** Zeros without TensorFlow, and with a binding that was built before it counted. */
export function callTimes(): CallTimes {
  const [products = 0, attention = 0, sums = 0] = compilingBackend()?.binding.callTimes?.() ?? [];
  return { products, attention, sums };
}
