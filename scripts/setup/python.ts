import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command';
import { ROOT, VENV, venvProgram } from './paths';
import { SetupError } from './report';
import { digest } from './stamp';
import type { Step } from './step';

const OLDEST = [3, 10] as const;
const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

function versionOf(program: string): [number, number] | undefined {
  const result = spawnSync(program, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  const parts = result.status === 0 ? result.stdout.trim().split(' ').map(Number) : [];
  return parts.length === 2 ? (parts as [number, number]) : undefined;
}

/**
 * The Python to build the environment from: TISSUEBOOK_PYTHON, or the first on the path that is new enough.
 *
 * @throws SetupError that says which ones were found
 */
export function findPython(
  candidates = process.env.TISSUEBOOK_PYTHON ? [process.env.TISSUEBOOK_PYTHON] : NAMES,
): string {
  const found: string[] = [];
  for (const program of candidates) {
    const version = versionOf(program);
    if (!version) continue;
    if (version[0] > OLDEST[0] || (version[0] === OLDEST[0] && version[1] >= OLDEST[1])) return program;
    found.push(`${program} is ${version.join('.')}`);
  }
  throw new SetupError(
    `Python ${OLDEST.join('.')} or newer is needed (${found.join(', ') || 'none was found'}). ` +
      'Install it, or name one in TISSUEBOOK_PYTHON.',
  );
}

/** A step that installs a requirements file into .venv, which it makes when there is none. */
export function pythonStep(name: string, what: string, requirements: string): Step {
  const file = join(ROOT, 'scripts', requirements);
  return {
    name,
    what,
    digest: () => digest([file]),
    present: () => existsSync(venvProgram('python')) && versionOf(venvProgram('python')) !== undefined,
    async run() {
      if (versionOf(venvProgram('python')) === undefined) {
        rmSync(VENV, { recursive: true, force: true });
        await command(findPython(), ['-m', 'venv', VENV], {
          purpose: 'The Python environment could not be made (on Debian and Ubuntu it needs the package python3-venv)',
        });
      }
      await command(
        venvProgram('python'),
        ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file],
        {
          purpose: `Installing ${requirements} into .venv`,
        },
      );
      return `installed ${readFileSync(file, 'utf8').match(/^[a-z].*==/gim)?.length ?? 0} packages and what they need`;
    },
  };
}

/** The folder of the TensorFlow wheel in .venv, found without importing it; undefined when it is not there. */
export function tensorflowFolder(): string | undefined {
  try {
    const code =
      "import importlib.util as u; s=u.find_spec('tensorflow'); print(s.submodule_search_locations[0] if s else '')";
    return execFileSync(venvProgram('python'), ['-c', code], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
