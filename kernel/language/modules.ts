import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ownPackage, type OwnPackage } from './packages';
import type { Script } from './script';

interface LocalModule {
  script: Script;
  exports?: object;
  /** Local modules that have loaded this one. */
  users: Set<string>;
}

type Runner = (script: Script, filename: string, exports: object, surroundings: Surroundings) => void;

/** What a script finds around it that depends on where it stands. */
export interface Surroundings {
  require: NodeJS.Require;
  meta: Omit<ImportMeta, 'main'>;
  folder: string;
  file: string;
}

/** These say that a package, or a file of it, can be loaded with import() only. */
const ESM_ONLY = new Set(['ERR_REQUIRE_ESM', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_REQUIRE_ASYNC_MODULE']);

/** Loads what cells import, as seen from the notebook's folder: packages of both kinds, JSON, local TypeScript. */
export class ModuleLoader {
  private readonly nodeRequire: NodeJS.Require;
  private readonly nodeImport: (id: string) => Promise<object>;
  private readonly own: OwnPackage | undefined;
  /** Of cells: a file in the notebook's folder, which does not exist. */
  readonly surroundings: Surroundings;
  /** Packages that only import() can load, as their static importers see them. */
  private readonly esm = new Map<string, object>();
  private readonly local = new Map<string, LocalModule>();

  constructor(
    private readonly folder: string,
    private readonly run: Runner,
  ) {
    const here = path.join(folder, 'cell.js');
    this.nodeRequire = createRequire(here);
    this.nodeImport = importFrom(here);
    this.own = ownPackage(folder);
    this.surroundings = this.around(here);
  }

  /** Takes the compiled text of a local file, in place of an earlier one. */
  addLocal(file: string, script: Script): void {
    const users = this.local.get(file)?.users ?? new Set();
    this.forget(file);
    this.local.set(file, { script, users });
  }

  /** Loads what cannot be loaded by the time that `require` is called: packages that only import() can load. */
  async prepare(imports: readonly string[], from = this.folder): Promise<void> {
    for (const id of imports) {
      const local = this.findLocal(id, from);
      if (local) {
        const module = this.local.get(local)!;
        if (!module.exports) await this.prepare(module.script.imports, path.dirname(local));
        continue;
      }
      if (this.esm.has(id)) continue;
      try {
        this.requirePackage(id);
      } catch (error) {
        if (!ESM_ONLY.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
        this.esm.set(id, asEsModule(await this.nodeImport(id)));
      }
    }
  }

  /** `require` as the static imports of a cell, or of a local file in the folder `from`, call it. */
  require(id: string, from = this.folder, user?: string): unknown {
    const local = this.findLocal(id, from);
    if (local) return this.requireLocal(local, user);
    return this.esm.get(id) ?? this.requirePackage(isRelative(id) ? path.resolve(from, id) : id);
  }

  /** `import()` as a cell calls it. */
  async import(id: string): Promise<unknown> {
    await this.prepare([id]);
    return asNamespace(this.require(id));
  }

  /** @param user a local file, which is loaded anew when one that it has loaded changes */
  private around(file: string, user?: string): Surroundings {
    const folder = path.dirname(file);
    const { resolve, cache, extensions } = createRequire(file);
    const find = (id: string): string => (this.own && id === this.own.name ? this.own.main : resolve(id));
    const require = Object.assign((id: string): unknown => this.require(id, folder, user), {
      resolve: Object.assign(find, { paths: resolve.paths }),
      cache,
      extensions,
      main: undefined,
    });
    const url = (name: string): string =>
      path.isAbsolute(name) ? pathToFileURL(name).href : `node:${name.replace(/^node:/, '')}`;
    const meta = { url: url(file), dirname: folder, filename: file, resolve: (id: string) => url(find(id)) };
    return { require, meta, folder, file };
  }

  private requirePackage(id: string): unknown {
    if (this.own && id === this.own.name) return this.nodeRequire(this.own.main);
    if (this.own && id.startsWith(`${this.own.name}/`)) {
      return this.nodeRequire(path.join(this.own.root, id.slice(this.own.name.length)));
    }
    if (id.endsWith('.json') && isRelative(id))
      Reflect.deleteProperty(this.nodeRequire.cache, this.nodeRequire.resolve(id));
    return this.nodeRequire(id);
  }

  private findLocal(id: string, from: string): string | undefined {
    if (!isRelative(id)) return undefined;
    const base = path.resolve(from, id);
    return [base, `${base}.js`, path.join(base, 'index.js')].find((file) => this.local.has(file));
  }

  private requireLocal(file: string, user: string | undefined): object {
    const module = this.local.get(file)!;
    if (user) module.users.add(user);
    if (!module.exports) {
      module.exports = {};
      try {
        this.run(module.script, file, module.exports, this.around(file, file));
      } catch (error) {
        delete module.exports;
        throw error;
      }
    }
    return module.exports;
  }

  /** A changed file is loaded anew at its next import, and with it those that have loaded it. */
  private forget(file: string): void {
    const module = this.local.get(file);
    if (!module?.exports) return;
    delete module.exports;
    for (const user of module.users) this.forget(user);
  }
}

/** Node.js resolves import() as seen from the file that it stands in: a module of one line stands in for the cells. */
function importFrom(file: string): (id: string) => Promise<object> {
  const module = new Module(file) as NodeJS.Module & { _compile(code: string, file: string): void };
  module.filename = file;
  module._compile('module.exports = (id) => import(id);', file);
  return module.exports as (id: string) => Promise<object>;
}

function isRelative(id: string): boolean {
  return /^\.{0,2}\//.test(id);
}

/** An ECMAScript module in the shape that compiled imports expect from `require`. */
function asEsModule(namespace: object): object {
  const module = Object.defineProperty({}, '__esModule', { value: true });
  for (const name of Object.keys(namespace)) {
    Object.defineProperty(module, name, { enumerable: true, get: () => (namespace as Record<string, unknown>)[name] });
  }
  return module;
}

/** What import() gives for a module that `require` has loaded. */
function asNamespace(loaded: unknown): unknown {
  if (typeof loaded !== 'object' && typeof loaded !== 'function') return { default: loaded };
  return loaded && (loaded as { __esModule?: boolean }).__esModule ? loaded : { ...loaded, default: loaded };
}
