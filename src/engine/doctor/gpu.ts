import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { locate } from '../provider/tensorflow/locate';
import type { Finding } from './finding';

const DRIVER = '/proc/driver/nvidia/version';

/** What is known of a GPU on this machine: all that examineGpu() judges. */
export interface GpuFacts {
  /** Version of NVIDIA's driver, if it is loaded. */
  driver: string | undefined;
  /** Whether the TensorFlow found can use a GPU at all, and brings CUDA's libraries; undefined without TensorFlow. */
  wheel: { cuda: boolean; libraries: boolean } | undefined;
  /** What the engine runs on. */
  device: string;
}

export function gpuFacts(device: string): GpuFacts {
  const text = existsSync(DRIVER) ? readFileSync(DRIVER, 'utf8') : undefined;
  const located = locate();
  return {
    driver: text && (/\b\d+\.\d+(\.\d+)?\b/.exec(text)?.[0] ?? 'of an unknown version'),
    wheel: typeof located === 'string' ? undefined : wheelFacts(dirname(located.libraries[0])),
    device,
  };
}

/** The packages beside TensorFlow's folder tell which of its wheels it is. */
function wheelFacts(folder: string): { cuda: boolean; libraries: boolean } {
  const beside = readdirSync(dirname(folder));
  return {
    cuda: beside.some((name) => /^tensorflow-[\d.]+.*\.dist-info$/.test(name)),
    libraries: beside.includes('nvidia'),
  };
}

/** Whether a GPU that is there is used, and what stands in the way. */
export function examineGpu({ driver, wheel, device }: GpuFacts): Finding {
  const finding = (state: Finding['state'], found: string, advice?: string): Finding => ({
    subject: 'gpu',
    state,
    found,
    ...(advice && { advice }),
  });
  if (device !== 'CPU')
    return finding('good', `Training runs on ${device}, with NVIDIA's driver ${driver ?? 'unknown'}.`);
  if (!driver) return finding('good', "NVIDIA's driver is not loaded: training runs on the CPU.");
  const there = `NVIDIA's driver ${driver} is loaded, but training runs on the CPU`;
  if (!wheel) return finding('slow', `${there}: TensorFlow is not there.`, "pip install 'tensorflow[and-cuda]'");
  if (!wheel.cuda) {
    return finding(
      'slow',
      `${there}: this TensorFlow is built without CUDA.`,
      "pip uninstall tensorflow-cpu, then pip install 'tensorflow[and-cuda]'",
    );
  }
  if (!wheel.libraries) {
    return finding('slow', `${there}: CUDA's libraries are not installed.`, "pip install 'tensorflow[and-cuda]'");
  }
  return finding(
    'slow',
    `${there}, though TensorFlow and CUDA's libraries are there.`,
    'The driver may be too old for them: compare its version with what "nvidia-smi" and TensorFlow\'s installation page say.',
  );
}
