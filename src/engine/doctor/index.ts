import { availableMemory } from '../compile/memory';
import { engine } from '../provider/startEngine';
import type { EngineDescription } from '../provider/provider';
import type { Finding } from './finding';
import { examineGpu, gpuFacts } from './gpu';
import { examineTraining } from './trainingCheck';

export type { Finding } from './finding';

/** Below this even small models can fail (ours). */
const LITTLE_MEMORY = 2 * 2 ** 30;

/**
 * Looks at what training needs: Node, the provider, a GPU and its driver, memory, and one training step. Starts the
 * engine when it is not running.
 */
export async function examineEngine(): Promise<Finding[]> {
  const node: Finding = { subject: 'node', state: 'good', found: `Node.js ${process.versions.node}.` };
  let description: EngineDescription;
  try {
    description = await engine.describe();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [node, { subject: 'provider', state: 'wrong', found }];
  }
  return [
    node,
    examineProvider(description),
    examineGpu(gpuFacts(description.device)),
    examineMemory(availableMemory()),
    await examineTraining(),
  ];
}

function examineProvider({ provider, device, threads, versions, skipped, fallbacks }: EngineDescription): Finding {
  const parts = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const runs = `The provider is ${provider} on the ${device} with ${threads} thread${threads === 1 ? '' : 's'} (${parts.join(', ')}).`;
  const found = [runs, ...fallbacks].join(' ');
  const better = skipped.find((other) => other.provider === 'tensorflow');
  if (!better) return { subject: 'provider', state: 'good', found };
  return { subject: 'provider', state: 'slow', found, advice: `TensorFlow would be many times faster. ${better.why}` };
}

function examineMemory(bytes: number): Finding {
  const found = `${(bytes / 2 ** 30).toFixed(1)} GB of memory are free.`;
  if (bytes >= LITTLE_MEMORY) return { subject: 'memory', state: 'good', found };
  return { subject: 'memory', state: 'slow', found, advice: 'Close other programs, or use small batches and presets.' };
}
