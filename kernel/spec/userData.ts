import { homedir, platform } from 'node:os';
import path from 'node:path';

/** Jupyter's folder for the user's data: https://docs.jupyter.org/en/latest/use/jupyter-directories.html */
export function userData(): string {
  const { JUPYTER_DATA_DIR, APPDATA, XDG_DATA_HOME } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform() === 'darwin') return path.join(homedir(), 'Library', 'Jupyter');
  if (platform() === 'win32') return path.join(APPDATA ?? path.join(homedir(), 'AppData', 'Roaming'), 'jupyter');
  return path.join(XDG_DATA_HOME ?? path.join(homedir(), '.local', 'share'), 'jupyter');
}
