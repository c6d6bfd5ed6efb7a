import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What compiled code depends on beside the step itself. */
export interface MachineFacts {
  tensorflow: string;
  /** The folder of the binding's build, which is named by all that went into it. */
  binding: string;
  threads: number;
  /** What libraries of products say of themselves, in the order of their numbers. */
  libraries: readonly string[];
  /** TF_XLA_FLAGS, as the user set them. */
  flags: string;
}

/** 16 hexadecimal digits that differ where code compiled on one machine might not run, or compute something else, on another. */
export function machineKey({ tensorflow, binding, threads, libraries, flags: given }: MachineFacts): string {
  const flags = [given, ...['XLA_FLAGS', 'TF_ENABLE_ONEDNN_OPTS'].map((name) => process.env[name] ?? '')];
  const parts = [tensorflow, binding, threads, process.platform, process.arch, processor(), ...flags, ...libraries];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** The processor's name, and what it can do, where the system says so. */
function processor(): string {
  const name = cpus()[0]?.model ?? '';
  try {
    return `${name} ${/^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? ''}`;
  } catch {
    return name;
  }
}
