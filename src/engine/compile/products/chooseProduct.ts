import { type BlasLibrary, blasLibraries } from '../../provider/tensorflow/blas';
import type { Binding } from '../../provider/tensorflow/binding';
import { ChoiceFile } from './choiceFile';
import { measureProduct } from './measureProduct';
import { type ProductForm, numbersOf, workOf } from './productForm';

/** Multiplications below which a product is left to XLA unasked: it takes some microseconds, and XLA may join it with others (ours). */
const SMALL = 2 ** 20;
/** Rows, columns and numbers to add below which it is, too: memory is what such products wait for (ours). */
const THIN = 8;
/** Multiplications from which a smaller product is measured in place of the one at hand: a millisecond or two (ours). */
const LARGE = 2 ** 26;
/** And numbers of both operands and the result: 32 MB (ours). */
const WIDE = 2 ** 23;
/** Sizes below which a product is not made smaller; what is below them decides which way is quicker (ours). */
const LEAST = { batch: 8, size: 512 };

/** What was chosen in this process, by form. */
const chosen = new Map<string, BlasLibrary | undefined>();
let file: ChoiceFile | undefined;

/**
 * The library that a compiled step is to compute a product with; undefined for XLA's own way, through Eigen. It is measured the first time
 * that such a product occurs on this machine, and kept in a file: a step has to compute the same tomorrow.
 */
export function chooseProduct(binding: Binding, form: ProductForm): BlasLibrary | undefined {
  const libraries = blasLibraries();
  const thin = Math.min(form.m, form.n, form.k) < THIN;
  if (libraries.length === 0 || thin || workOf(form) < SMALL) return undefined;
  const measured = smaller(form);
  const key = keyOf(measured);
  if (chosen.has(key)) return chosen.get(key);
  file ??= new ChoiceFile(binding.TF_Version, libraries);
  const kept = file.get(key);
  const choice = kept ? libraries.find(({ name }) => name === kept) : measureProduct(binding, libraries, measured);
  if (!kept) file.set(key, choice?.name ?? 'xla');
  chosen.set(key, choice);
  return choice;
}

/** A product of the same kind that takes no longer to measure than it has to: the largest size is halved again and again. */
export function smaller(form: ProductForm): ProductForm {
  const less = { ...form };
  while (workOf(less) > LARGE || numbersOf(less) > WIDE) {
    const largest = (['m', 'n', 'k'] as const).reduce((a, b) => (less[b] > less[a] ? b : a));
    if (less.batch > LEAST.batch) less.batch = Math.ceil(less.batch / 2);
    else if (less[largest] > LEAST.size) less[largest] = Math.ceil(less[largest] / 2);
    else break;
  }
  return less;
}

/** How a form is called in the file of choices. */
export function keyOf({ batch, m, n, k, transposeA, transposeB, oneA, oneB }: ProductForm): string {
  const sides = [transposeA && 'a transposed', transposeB && 'b transposed', oneA && 'one a', oneB && 'one b'];
  return [`${batch} x [${m}, ${k}] [${k}, ${n}]`, ...sides.filter(Boolean)].join(', ');
}
