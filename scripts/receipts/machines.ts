import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { nodeProgram } from '../setup/nodeProgram';

/** A processor and a Node.js on which the lines are run. */
export interface Machine {
  readonly name: string;
  /** The command before the program's arguments; undefined where it cannot run here, with what is missing. */
  start(): Promise<readonly string[] | { readonly missing: string }>;
  readonly threads: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Where Debian and Ubuntu put the libraries of another processor (libc6-arm64-cross, libstdc++6-arm64-cross). */
export const ARM_LIBRARIES = '/usr/aarch64-linux-gnu';
/** Features of the processor that V8 uses where they are. */
const PLAIN_PROCESSOR = ['avx2', 'avx', 'fma3', 'bmi1', 'bmi2', 'lzcnt', 'popcnt', 'sse4-2'].map(
  (name) => `--no-enable-${name}`,
);

/** All machines, quick ones first. Emulated ones take minutes. */
export const MACHINES: readonly Machine[] = [
  ...['20', '22', '24'].map((major) => native(`Node ${major}`, major, [])),
  native('Node 20, plain processor', '20', PLAIN_PROCESSOR),
  native('Node 20, interpreted', '20', ['--no-opt', '--no-sparkplug', '--liftoff-only']),
  native('Node 24, compiled at once', '24', ['--always-sparkplug', '--no-liftoff', '--no-wasm-tier-up']),
  emulated('Node 20 on an emulated Nehalem', '20', 'x64', ['qemu-x86_64', '-cpu', 'Nehalem']),
  emulated('Node 20 on emulated ARM', '20', 'arm64', ['qemu-aarch64', '-cpu', 'max']),
  emulated('Node 24 on emulated ARM', '24', 'arm64', ['qemu-aarch64', '-cpu', 'cortex-a72']),
];

function native(name: string, major: string, flags: readonly string[]): Machine {
  const masks = flags === PLAIN_PROCESSOR && process.arch !== 'x64';
  return {
    name: `${name}, ${process.arch}`,
    threads: '1,2,4',
    start: async () => (masks ? { missing: 'a processor of the kind x64' } : [await nodeProgram(major), ...flags]),
  };
}

function emulated(name: string, major: string, arch: string, emulator: readonly string[]): Machine {
  return {
    name,
    threads: '1,4',
    env: arch === 'arm64' ? { QEMU_LD_PREFIX: ARM_LIBRARIES } : {},
    start: async () => {
      const missing = missingEmulator(emulator[0]!, arch);
      if (missing !== undefined) return { missing };
      return [...emulator, await nodeProgram(major, arch)];
    },
  };
}

/** What an emulator of a processor lacks here; undefined where it lacks nothing. */
export function missingEmulator(program: string, arch: string): string | undefined {
  if (process.platform !== 'linux' || !isCommand(program)) return `${program} (package qemu-user)`;
  if (arch === process.arch || arch !== 'arm64' || existsSync(ARM_LIBRARIES)) return undefined;
  return `${ARM_LIBRARIES} (packages libc6-arm64-cross and libstdc++6-arm64-cross)`;
}

function isCommand(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
