import { engine, tf } from '../engine';
import { clusterStatus } from './cluster/showClusters';
import { type Comm, ENGINE_TARGET, type EngineStatus, kernelApi } from '../protocol';

/** Tells pages what the engine runs on. Asking starts no engine. */
export function offerEngineStatus(): void {
  kernelApi()?.onComm(ENGINE_TARGET, (page: Comm) => {
    const answer = async (): Promise<void> => page.send(await engineStatus());
    page.onMessage = answer;
    return answer();
  });
}

/** What the engine of this process runs on, if it runs, and what the process holds. */
export async function engineStatus(): Promise<EngineStatus> {
  const processBytes = process.memoryUsage().rss;
  const cluster = clusterStatus();
  const known = { processBytes, ...(cluster && { cluster }) };
  if (!tf.engine().backendName) return known;
  const { provider, device, memory } = await engine.describe();
  return { ...known, provider, device, tensors: memory.tensors, tensorBytes: memory.tensorBytes };
}
