import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../setup/command';
import { ROOT, venvProgram } from '../setup/paths';

/** A benchmark of another room than the engine: it prints its own table. */
export interface Program {
  /** The folder's name: 'kernel'. */
  name: string;
  file: string;
}

/** Programs of tests/bench/<room>: every Python file, and run.ts. */
export function findPrograms(): Program[] {
  const folder = join(ROOT, 'tests', 'bench');
  const rooms = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  return rooms
    .filter((entry) => entry.isDirectory() && entry.name !== 'engine')
    .flatMap(({ name }) =>
      readdirSync(join(folder, name))
        .filter((file) => file.endsWith('.py') || file === 'run.ts')
        .map((file) => ({ name, file: join(folder, name, file) })),
    );
}

export async function runProgram({ name, file }: Program): Promise<void> {
  const [program, args] = file.endsWith('.py') ? [venvProgram('python'), []] : [process.execPath, ['--import', 'tsx']];
  await command(program, [...args, file], { cwd: ROOT, purpose: `The benchmark of ${name}`, inherit: true });
}
