import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './setup/paths';

/** Where the kernel and the Python package find what they give to pages. */
const FOLDER = join(ROOT, 'dist', 'page');
const SOURCES = join(ROOT, 'extension', 'src', 'anywidget');

/**
 * Bundles the extension's own figures and forms, with plotly, into one ECMAScript module for anywidgets, and the loader that asks
 * for it. Nothing is loaded from a host.
 *
 * @returns bytes of the module
 */
export async function buildPageModule(folder = FOLDER): Promise<number> {
  const result = await build({
    entryPoints: { figure: join(SOURCES, 'index.ts'), loader: join(SOURCES, 'loader.ts') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    define: { global: 'globalThis' },
    loader: { '.css': 'text', '.svg': 'text' },
    metafile: true,
    logLevel: 'error',
  });
  return Math.max(...Object.values(result.metafile.outputs).map(({ bytes }) => bytes));
}
