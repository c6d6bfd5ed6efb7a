import type { BlasLibrary } from '../../provider/tensorflow/blas';
import type { Binding, Graph } from '../../provider/tensorflow/binding';
import { type AttributeValue, flagValue, shapeValue, typeValue } from '../attributes';
import { type ProductForm, productCall } from './productForm';

/** Runs of each way; the quickest counts, since other programs only make runs longer. */
const RUNS = 11;
/** Time that a library must save for XLA's own product to be left, as a share. */
const GAIN = 0.07;
/** Largest difference to XLA's own product, as a share of the largest number. */
const TOLERANCE = 1e-5;

/** Numbers the functions of this process: TensorFlow wants a name for each. */
let functions = 0;

/**
 * Times a product as XLA computes it by itself (through Eigen) and through each library, on as many threads as a step has.
 *
 * @returns the quickest library; undefined when none saves 7 % of the time without more work of all threads together, which other programs
 *   disturb less, or when it computes something else
 */
export function measureProduct(
  binding: Binding,
  libraries: readonly BlasLibrary[],
  form: ProductForm,
): BlasLibrary | undefined {
  const { a, b } = shapesOf(form);
  const operands = [a, b].map((shape, i) => binding.createTensor(shape, binding.TF_FLOAT, numbers(shape, i + 1)));
  const ways = [undefined, ...libraries].map((library) => new Way(binding, form, library));
  try {
    const [own, ...others] = ways;
    const want = own.values(operands);
    const right = others.filter((way) => differ(way.values(operands), want) <= TOLERANCE);
    for (let run = 0; run < RUNS; run++) for (const way of [own, ...right]) way.time(operands);
    const best = right.reduce<Way | undefined>(
      (least, way) => (least && least.best <= way.best ? least : way),
      undefined,
    );
    const saves = best && best.best < (1 - GAIN) * own.best && best.work <= own.work;
    return saves ? best.library : undefined;
  } finally {
    ways.forEach((way) => way.dispose());
    operands.forEach((id) => binding.deleteTensor(id));
  }
}

/** One way to compute a product, as a function of its own. */
class Way {
  /** Milliseconds of the quickest run. */
  best = Infinity;
  /** Microseconds of all threads together, of the run that took least. */
  work = Infinity;
  readonly library: BlasLibrary | undefined;
  readonly #binding: Binding;
  readonly #name = `tissuebook_product_${functions++}`;

  constructor(binding: Binding, form: ProductForm, library: BlasLibrary | undefined) {
    this.#binding = binding;
    this.library = library;
    const graph = binding.newGraph();
    const { a, b, result } = shapesOf(form);
    const operands = [a, b].map((shape, i) => placeholder(binding, graph, `operand${i}`, shape));
    const call = library && productCall(binding, library.library, form, result);
    const node = call
      ? binding.addGraphNode(graph, call.op, 'product', call.attributes, [operands])
      : binding.addGraphNode(graph, 'BatchMatMulV2', 'product', flags(binding, form), operands);
    binding.addGraphFunction(graph, this.#name, operands, [node[0].id], true);
  }

  values(operands: number[]): Float32Array {
    const id = this.#run(operands);
    const values = this.#binding.tensorDataSync(id) as Float32Array;
    this.#binding.deleteTensor(id);
    return values;
  }

  time(operands: number[]): void {
    const [before, begin] = [process.cpuUsage(), performance.now()];
    const id = this.#run(operands);
    this.best = Math.min(this.best, performance.now() - begin);
    const { user, system } = process.cpuUsage(before);
    this.work = Math.min(this.work, user + system);
    this.#binding.deleteTensor(id);
  }

  dispose(): void {
    this.#binding.removeGraphFunction(this.#name);
  }

  #run(operands: number[]): number {
    return this.#binding.executeOp(this.#name, [], operands, 1)[0].id;
  }
}

function shapesOf({ batch, m, n, k, transposeA, transposeB, oneA, oneB }: ProductForm) {
  return {
    a: [oneA ? 1 : batch, ...(transposeA ? [k, m] : [m, k])],
    b: [oneB ? 1 : batch, ...(transposeB ? [n, k] : [k, n])],
    result: [batch, m, n],
  };
}

function placeholder(binding: Binding, graph: Graph, name: string, shape: readonly number[]): number {
  const attributes: [string, AttributeValue][] = [
    ['dtype', typeValue(binding.TF_FLOAT)],
    ['shape', shapeValue(shape)],
  ];
  return binding.addGraphNode(graph, 'Placeholder', name, attributes, [])[0].id;
}

function flags(binding: Binding, { transposeA, transposeB }: ProductForm): [string, AttributeValue][] {
  return [
    ['T', typeValue(binding.TF_FLOAT)],
    ['adj_x', flagValue(transposeA)],
    ['adj_y', flagValue(transposeB)],
  ];
}

/** Numbers from -1 to 1 without a pattern, the same each time (a linear congruential generator). */
function numbers(shape: readonly number[], seed: number): Float32Array {
  let state = seed;
  return new Float32Array(shape.reduce((a, b) => a * b, 1)).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function differ(values: Float32Array, want: Float32Array): number {
  let [most, largest] = [0, 0];
  values.forEach((value, i) => {
    const off = Math.abs(value - want[i]);
    // Not a number is the largest difference.
    if (!(off <= most)) most = off;
    largest = Math.max(largest, Math.abs(want[i]));
  });
  return largest > 0 ? most / largest : most;
}
