import { Parameters, type ParameterOptions } from './parameters';
import { tf } from './tf';

/**
 * Names and shapes of the parameters that `make` creates, in its order, without making their numbers: what a network will weigh, for
 * networks that would not fit into memory too.
 *
 * @param make must not look at a parameter that it made
 *
 * @example
 * const shapes = parameterShapes((p) => createLinear(p, 19374, 1024, new Random(0)));
 */
export function parameterShapes(make: (p: Parameters) => void): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const placeholder = tf.variable(tf.scalar(0), false);
  try {
    make(new ShapeRecorder(shapes, '', placeholder));
    return shapes;
  } finally {
    placeholder.dispose();
  }
}

/** How many numbers parameters of these shapes hold. */
export function shapesSize(shapes: ReadonlyMap<string, readonly number[]>): number {
  return [...shapes.values()].reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);
}

class ShapeRecorder extends Parameters {
  readonly #shapes: Map<string, readonly number[]>;
  readonly #path: string;
  readonly #placeholder: tf.Variable;

  constructor(shapes: Map<string, readonly number[]>, path: string, placeholder: tf.Variable) {
    super();
    this.#shapes = shapes;
    this.#path = path;
    this.#placeholder = placeholder;
  }

  override at(name: string | number): Parameters {
    return new ShapeRecorder(this.#shapes, `${this.#path}${name}.`, this.#placeholder);
  }

  override create(name: string, shape: readonly number[], _random: unknown, _options?: ParameterOptions): tf.Variable {
    this.#shapes.set(this.#path + name, shape);
    return this.#placeholder;
  }

  override has(name: string): boolean {
    return this.#shapes.has(this.#path + name);
  }
}
