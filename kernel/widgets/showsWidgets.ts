import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Whether the page around this kernel shows anywidgets, as far as the kernel can tell. VS Code does; a Jupyter server's pages do
 * where the package anywidget is installed beside it. Programs that run notebooks without a page do not.
 * TISSUEBOOK_FIGURES=widget or =view says it instead.
 */
export function showsWidgets(env: NodeJS.ProcessEnv = process.env): boolean {
  const said = env.TISSUEBOOK_FIGURES;
  if (said === 'widget' || said === 'view') return said === 'widget';
  // Jupyter's server names the notebook to the kernels that it starts; nbclient and papermill do not.
  if (env.JPY_SESSION_NAME === undefined) return env.VSCODE_PID !== undefined;
  return dataFolders(env).some((folder) => existsSync(path.join(folder, 'labextensions', 'anywidget')));
}

/** Where Jupyter looks for extensions: https://docs.jupyter.org/en/latest/use/jupyter-directories.html#data-files */
function dataFolders(env: NodeJS.ProcessEnv): string[] {
  const python = env.TISSUEBOOK_PYTHON;
  const home = os.homedir();
  const own = { darwin: path.join(home, 'Library', 'Jupyter'), win32: path.join(env.APPDATA ?? home, 'jupyter') };
  return [
    ...(env.JUPYTER_PATH ?? '').split(path.delimiter).filter(Boolean),
    env.JUPYTER_DATA_DIR ?? own[process.platform as 'darwin'] ?? path.join(home, '.local', 'share', 'jupyter'),
    ...(python ? [path.join(path.dirname(path.dirname(python)), 'share', 'jupyter')] : []),
    '/usr/local/share/jupyter',
  ];
}
