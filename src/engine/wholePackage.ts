import Module, { createRequire } from 'node:module';

/** Parts of TensorFlow.js's whole package that nothing here uses: 3.9 MB of program, which every process would read and keep. */
const UNUSED = ['layers', 'converter', 'data', 'backend-webgl'];

/**
 * Loads what must not bring those parts along: the whole package, which registers the gradients of the operations (its core alone has none in Node),
 * and whatever requires it. They are empty while `load` runs; who asks for them or for the whole package later gets the real ones.
 */
export function withoutUnusedParts<T>(load: (require: NodeJS.Require) => T): T {
  const here = createRequire(__filename);
  const whole = here.resolve('@tensorflow/tfjs');
  const { resolve } = createRequire(whole);
  const before = new Map<string, Module | undefined>();
  const lay = (path: string, module: Module | undefined): void => {
    before.set(path, here.cache[path]);
    if (module) here.cache[path] = module;
  };
  for (const part of UNUSED.map((name) => resolve(`@tensorflow/tfjs-${name}`))) {
    lay(part, here.cache[part] ?? Object.assign(new Module(part), { exports: {}, loaded: true }));
  }
  lay(whole, lean);
  try {
    here('@tensorflow/tfjs');
    lean = here.cache[whole];
    return load(here);
  } finally {
    for (const [path, module] of before) {
      if (module) here.cache[path] = module;
      else Reflect.deleteProperty(here.cache, path);
    }
  }
}

/** The whole package without those parts, once it was loaded. */
let lean: Module | undefined;
