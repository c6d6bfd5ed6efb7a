import { kernelApi } from '../../protocol';

/**
 * How a task of several parts learns that it shall end: by its own signal, or by the interrupt of the cell that called it.
 * Call it when the task begins; what it returns may be asked at any time.
 */
export function stopAsked(signal: AbortSignal | undefined): () => boolean {
  const signals = [signal, kernelApi()?.signal];
  return () => signals.some((each) => each?.aborted);
}
