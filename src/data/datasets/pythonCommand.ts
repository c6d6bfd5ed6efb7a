import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The Python that fetches packages: the one in TISSUEBOOK_PYTHON, else the one in the .venv beside this package,
 * else python3 (python on Windows) on the path.
 */
export function pythonCommand(): string {
  const named = process.env['TISSUEBOOK_PYTHON'];
  if (named) return named;
  const windows = process.platform === 'win32';
  const root = packageRoot(__dirname);
  const own = root && join(root, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');
  if (own && existsSync(own)) return own;
  return windows ? 'python' : 'python3';
}

/** The folder above `from` that holds this package's package.json. */
export function packageRoot(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (
      existsSync(manifest) &&
      (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'tissuebook'
    ) {
      return folder;
    }
    if (dirname(folder) === folder) return undefined;
  }
}
