import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ts from 'typescript';

/** Files by their paths from the root, each with the files that it imports, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const IGNORED = new Set(['node_modules', 'dist', 'lib', 'build']);

/** The imports among the TypeScript files of some folders. */
export function importGraph(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) => typeScriptFiles(join(root, folder)));
  const known = new Set(files);
  const name = (file: string): string => relative(root, file).split(sep).join('/');
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
      const found = importedFiles.map(({ fileName }) => resolveImport(file, fileName, known));
      return [name(file), [...new Set(found.filter((other) => other !== undefined).map(name))]];
    }),
  );
}

function typeScriptFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED.has(entry.name) ? [] : typeScriptFiles(path);
    return /(?<!\.d)\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

function resolveImport(file: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = resolve(dirname(file), specifier);
  return [target, `${target}.ts`, `${target}.tsx`, join(target, 'index.ts')].find((path) => known.has(path));
}

/** Sets of files that import each other in a circle (Tarjan's strongly connected components). */
export function importCycles(graph: ImportGraph): string[][] {
  const [order, lowest] = [new Map<string, number>(), new Map<string, number>()];
  const [stack, open] = [[] as string[], new Set<string>()];
  const cycles: string[][] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    open.add(file);
    for (const other of graph.get(file) ?? []) {
      if (!order.has(other)) visit(other);
      if (open.has(other)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(other)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const members = stack.splice(stack.indexOf(file));
    for (const member of members) open.delete(member);
    if (members.length > 1 || graph.get(file)?.includes(file)) cycles.push(members.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return cycles;
}
