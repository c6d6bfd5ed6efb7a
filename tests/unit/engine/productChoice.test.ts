import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { compilingBackend } from '../../../src/engine/compile/backend';
import { ChoiceFile } from '../../../src/engine/compile/products/choiceFile';
import { chooseProduct, keyOf, smaller } from '../../../src/engine/compile/products/chooseProduct';
import { numbersOf, productForm, workOf } from '../../../src/engine/compile/products/productForm';
import { blasLibraries, loadBlasLibraries } from '../../../src/engine/provider/tensorflow/blas';
import type { Binding } from '../../../src/engine/provider/tensorflow/binding';
import { plainBlas } from '../native/blasFile';
import { compiler, unless } from '../native/compileSource';

const cache = (process.env.TISSUEBOOK_CACHE = mkdtempSync(join(tmpdir(), 'tissuebook-choices-')));
process.env.TISSUEBOOK_BLAS = 'none';

let binding: Binding | undefined;
let fallbacks: string[] = [];
beforeAll(async () => {
  ({ fallbacks } = await startEngine());
  binding = compilingBackend()?.binding;
});

const load = (file: string): ReturnType<typeof loadBlasLibraries> => {
  process.env.TISSUEBOOK_BLAS = file;
  return loadBlasLibraries(binding!, '/nowhere');
};

describe('a library for products', () => {
  it('that is absent or turned off leaves products to Eigen, and the engine says so', () => {
    if (!binding) return;
    expect(fallbacks).toEqual([expect.stringMatching(/^Products in compiled steps run through Eigen alone: /)]);
    process.env.TISSUEBOOK_BLAS = '';
    const { libraries, problems } = loadBlasLibraries(binding, '/nowhere');
    expect(libraries).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('pip install scipy-openblas32')]);
    expect(chooseProduct(binding, productForm([512, 512], [512, 512], false, false)!)).toBeUndefined();
  });

  it('that is none is refused in words', () => {
    if (!binding) return;
    const text = join(cache, 'text.so');
    writeFileSync(text, 'no library');
    for (const file of [text, join(cache, 'absent.so')]) {
      const { libraries, problems } = load(file);
      expect(libraries).toEqual([]);
      expect(problems[0]).toContain(`${file} is not used for products: `);
    }
  });

  it.skipIf(!compiler)(`whose products are wrong is refused${unless}`, () => {
    if (!binding) return;
    expect(load(plainBlas(true)).problems[0]).toMatch(/products of 0\.0\.0 for tests are wrong on this processor/);
  });

  it.skipIf(!compiler)(`that is slower than XLA is not chosen, which is kept for the next process${unless}`, () => {
    if (!binding) return;
    const { libraries } = load(plainBlas());
    expect(libraries).toEqual([expect.objectContaining({ name: 'named', description: '0.0.0 for tests' })]);
    const form = productForm([8, 64, 64], [8, 64, 64], false, true)!;
    expect(chooseProduct(binding, form)).toBeUndefined();
    expect(new ChoiceFile(binding.TF_Version, blasLibraries()).get(keyOf(form))).toBe('xla');
    // Too small or too thin to be asked for.
    for (const small of [
      productForm([8, 8], [8, 8], false, false)!,
      productForm([9000, 1], [1, 9000], false, false)!,
    ]) {
      expect(chooseProduct(binding, small)).toBeUndefined();
      expect(readFileSync(join(cache, 'products.json'), 'utf8')).not.toContain(keyOf(small));
    }
  });
});

describe('the file of choices', () => {
  const libraries = [{ name: 'openblas' as const, library: 0, description: 'one' }];
  const path = join(cache, 'products.json');

  it('belongs to a processor, a TensorFlow and libraries', () => {
    new ChoiceFile('2.21.0', libraries).set('form', 'openblas');
    expect(new ChoiceFile('2.21.0', libraries).get('form')).toBe('openblas');
    expect(new ChoiceFile('2.22.0', libraries).get('form')).toBeUndefined();
    expect(new ChoiceFile('2.21.0', [{ ...libraries[0], description: 'two' }]).get('form')).toBeUndefined();
  });

  it('may hold anything', () => {
    const machine = Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)[0];
    for (const content of ['', 'nonsense', '7', '[]', 'null', `{${JSON.stringify(machine)}: {"form": "other"}}`]) {
      writeFileSync(path, content);
      expect(new ChoiceFile('2.21.0', libraries).get('form')).toBeUndefined();
    }
    writeFileSync(path, `{${JSON.stringify(machine)}: null, "x": 7}`);
    new ChoiceFile('2.21.0', libraries).set('form', 'xla');
    expect(new ChoiceFile('2.21.0', libraries).get('form')).toBe('xla');
  });

  it('is asked about smaller products of the same kind', () => {
    const large = productForm([2, 50_000, 1000], [2, 300, 1000], false, true)!;
    const less = smaller(large);
    expect(workOf(less)).toBeLessThan(2 ** 28);
    expect(less).toMatchObject({ batch: 2, n: 300, transposeA: false, transposeB: true });
    expect(numbersOf(smaller(productForm([9000, 9], [9, 9000], false, false)!))).toBeLessThanOrEqual(2 ** 23);
    expect(smaller(productForm([4000, 64], [64, 64], false, false)!)).toEqual(
      productForm([4000, 64], [64, 64], false, false),
    );
  });
});
