import path from 'node:path';
import { kernelVersion } from '../language/packages';

/** The name under which Jupyter knows this kernel. */
export const SPEC_NAME = 'tissuebook';

/** A kernel.json: https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
export interface KernelSpec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: 'signal' | 'message';
  env: Record<string, string>;
  metadata: Record<string, unknown>;
}

/**
 * The spec of the kernel in this folder, for the Node.js that runs now.
 *
 * @param env variables that the kernel is to be started with
 */
export function kernelSpec(env: Record<string, string> = {}): KernelSpec {
  return {
    argv: [process.execPath, path.join(__dirname, '..', 'main.js'), '--connection-file', '{connection_file}'],
    display_name: 'TypeScript (Tissuebook)',
    language: 'typescript',
    // By message, because a SIGINT cannot be told from another, and does not reach code after an await.
    interrupt_mode: 'message',
    env,
    metadata: { debugger: false, tissuebook: { version: kernelVersion() } },
  };
}
