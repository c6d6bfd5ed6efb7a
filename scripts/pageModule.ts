import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './setup/paths';

/** The renderer of figures as one ECMAScript module, from where the kernel gives it to pages. */
export const PAGE_MODULE = join(ROOT, 'dist', 'page', 'figure.js');

/** Bundles the extension's own figures and forms, with plotly, into one module for anywidgets. Nothing in it is loaded later. */
export async function buildPageModule(file = PAGE_MODULE): Promise<number> {
  const result = await build({
    entryPoints: [join(ROOT, 'extension', 'src', 'anywidget', 'index.ts')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'eof',
    define: { global: 'globalThis' },
    loader: { '.css': 'text', '.svg': 'text' },
    write: false,
    logLevel: 'error',
  });
  const code = result.outputFiles[0]?.contents ?? new Uint8Array();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  return code.length;
}
