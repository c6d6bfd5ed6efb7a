import path from 'node:path';
import ts from 'typescript';

/** Options of a tsconfig.json in the notebook's folder that hold for cells; the others are the kernel's. */
const KEPT = ['experimentalDecorators', 'emitDecoratorMetadata'] as const;

/**
 * What the tsconfig.json beside a notebook says about decorators: standard ones (TC39) unless it sets
 * `experimentalDecorators`, which libraries of the older proposal need. Without the file, or with a damaged one: {}.
 */
export function folderOptions(folder: string): ts.CompilerOptions {
  const file = configFile(folder);
  if (!ts.sys.fileExists(file)) return {};
  const { config } = ts.readConfigFile(file, ts.sys.readFile) as { config?: { compilerOptions?: unknown } };
  const given = config?.compilerOptions;
  if (typeof given !== 'object' || given === null) return {};
  const options: ts.CompilerOptions = {};
  for (const name of KEPT) {
    const value = (given as Record<string, unknown>)[name];
    if (typeof value === 'boolean') options[name] = value;
  }
  return options;
}

/** When that tsconfig.json was written, by which a change of it is noticed. */
export function folderOptionsStamp(folder: string): string {
  return String(ts.sys.getModifiedTime?.(configFile(folder))?.getTime() ?? '');
}

function configFile(folder: string): string {
  return path.join(folder, 'tsconfig.json');
}
