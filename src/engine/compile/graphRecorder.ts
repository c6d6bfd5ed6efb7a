import { createHash } from 'node:crypto';
import type { Binding, Graph, OpAttribute, TensorMetadata } from '../provider/tensorflow/binding';
import { attentionCall, isAttentionCall } from './attentionCall';
import { attributeValue, shapeValue, tensorValue, typeValue } from './attributes';
import { EDGE_SUM } from '../ops/kernels';
import { edgeSumCall, edgeSumNode } from './edgeSumNode';
import { type Elementwise, GAMMA_NODES } from './gammaNodes';
import { workOf } from '../profile/workOf';
import { LiveMemory } from './memory';
import { chooseProduct } from './products/chooseProduct';
import { productCall, productForm, productShape } from './products/productForm';
import { groupInputs } from './opInputs';
import { Untraceable } from './untraceable';

/** Constants of more values than this that are all equal are stored as one value. */
const FILL_FROM = 64;

/** An output of a node; `unknown` when its rank is. */
type Made = TensorMetadata & { unknown?: true };

interface Symbol {
  dtype: number;
  shape: number[];
  /** Its id in the graph; undefined for a placeholder that nothing has used yet. */
  node: number | undefined;
  /** What it is called in the digest, which must not depend on variables that the step does not use. */
  label: string;
}

/**
 * Stands in for the native binding while a step is traced: operations become nodes of a graph instead of being run.
 * Its tensors have negative ids, so that they cannot be mistaken for real ones.
 */
export class GraphRecorder {
  readonly graph: Graph;
  /** Placeholders that were used, in the order of their first use. */
  readonly used: number[] = [];
  readonly memory = new LiveMemory();
  /** Additions and multiplications in products and convolutions. */
  work = 0;
  readonly #binding: Binding;
  readonly #xla: boolean;
  readonly #symbols: Symbol[] = [];
  readonly #digest = createHash('sha256');
  readonly #identity = createHash('sha256');
  readonly #places = new Map<number, number>();
  #nodes = 0;
  #made = 0;

  /** @param xla whether XLA will compile the graph, or TensorFlow run its nodes */
  constructor(binding: Binding, xla: boolean) {
    this.#binding = binding;
    this.#xla = xla;
    this.graph = binding.newGraph();
  }

  /** What the backend uses in place of the binding. */
  standIn(): Binding {
    const instead: Partial<Binding> = {
      ...(this.#xla && { forXla: this.#binding }),
      executeOp: (op: string, attributes: OpAttribute[], inputs: number[]) => this.#operation(op, attributes, inputs),
      createTensor: (shape: number[], dtype: number, values: ArrayBufferView | unknown[]) =>
        this.#constant(shape, dtype, values),
      deleteTensor: () => undefined,
      tensorDataSync: () => {
        throw new Untraceable('it reads values in its middle (data(), dataSync(), print()).');
      },
    };
    // The addon's own properties are read-only, so they have to be shadowed, not assigned.
    return Object.create(this.#binding, Object.getOwnPropertyDescriptors(instead)) as Binding;
  }

  /**
   * A tensor that the graph gets when it runs. It becomes a node when something uses it.
   *
   * @param label says which one it is, the same in every trace
   */
  placeholder(dtype: number, shape: number[], label: string): number {
    return this.#add({ dtype, shape, node: undefined, label });
  }

  /** The node behind a tensor, which may be a placeholder itself: then a copy, since a graph cannot return its input. */
  output(id: number): number {
    const symbol = this.#symbol(id);
    const isPlaceholder = symbol.node === undefined || this.used.includes(id);
    return isPlaceholder ? this.#node('Identity', [], [this.#nodeOf(id)])[0].id : symbol.node!;
  }

  /** Nodes of the placeholders that were used. */
  arguments(): number[] {
    return this.used.map((id) => this.#symbol(id).node!);
  }

  /** Equal for two traces of the same operations on the same constants. */
  digest(): string {
    return this.#digest.copy().digest('hex');
  }

  /**
   * What the graph computes, whichever variables and process it belongs to: equal for graphs that give the same numbers for the same
   * arguments, in the order of `used`.
   *
   * @param results tensors that the graph is to give
   */
  identity(results: readonly number[]): string {
    const given = this.used.map((id) => this.#symbol(id)).map(({ dtype, shape }) => `${dtype}[${shape.join()}]`);
    const names = results.map((id) => this.#placeOf(id));
    const about = JSON.stringify([given, names, this.#xla]);
    return this.#identity.copy().update(about).digest('hex');
  }

  #operation(op: string, attributes: readonly OpAttribute[], inputs: readonly number[]): TensorMetadata[] {
    const values = new Map(attributes.map((attribute) => [attribute.name, attributeValue(this.#binding, attribute)]));
    const symbols = inputs.map((id) => this.#symbol(id));
    const grouped = isAttentionCall(op) ? inputs : groupInputs(this.#binding, op, inputs);
    const nodes = grouped.map((id) => (Array.isArray(id) ? id.map((one) => this.#nodeOf(one)) : this.#nodeOf(id)));
    this.#note(
      op,
      values,
      symbols.map(({ label }) => label),
      inputs.map((id) => this.#placeOf(id)),
    );
    const attribute = (name: string): unknown => attributes.find((one) => one.name === name)?.value;
    const made = this.#replaced(op, nodes as number[], symbols, attribute) ?? this.#node(op, [...values], nodes);
    const outputs = made.map(({ id, dtype, shape, unknown }) => {
      if (unknown || shape.some((size) => size < 0)) {
        throw new Untraceable(`the shape of what ${op} gives depends on the data.`);
      }
      return { id: this.#add({ dtype, shape, node: id, label: `n${this.#made++}` }), dtype, shape };
    });
    this.memory.operation(op, inputs, outputs);
    this.work += workOf(
      op,
      symbols.map(({ shape }) => shape),
      outputs.map(({ shape }) => shape),
      attribute('adj_x') === true || attribute('transpose_a') === true,
    );
    return outputs;
  }

  /** What stands for an op that a graph has in another form, if it does. */
  #replaced(
    op: string,
    nodes: number[],
    inputs: readonly Symbol[],
    attribute: (name: string) => unknown,
  ): Made[] | undefined {
    if (isAttentionCall(op)) return this.#attention(op, nodes, inputs);
    if (op === 'BatchMatMulV2') {
      return this.#product(nodes, inputs, attribute('adj_x') === true, attribute('adj_y') === true);
    }
    if (GAMMA_NODES[op]) {
      const { dtype, shape } = inputs.at(-1)!;
      return [{ id: GAMMA_NODES[op](this.#elementwise, nodes), dtype, shape: shape.slice() }];
    }
    return op === EDGE_SUM ? this.#edgeSum(nodes, inputs, attribute('size') as number) : undefined;
  }

  #edgeSum(nodes: number[], inputs: readonly Symbol[], size: number): Made[] {
    const [{ dtype, shape }] = inputs;
    const result = [size, ...shape.slice(1)];
    if (this.#xla) {
      const shapes = inputs.map((input) => input.shape);
      const call = edgeSumCall(this.#binding, shapes, size);
      return [{ ...this.#node(call.op, call.attributes, [nodes])[0], dtype, shape: result }];
    }
    const node = edgeSumNode(size);
    const [{ id }] = this.#node(node.op, node.attributes, nodes);
    return this.#node('EnsureShape', [['shape', shapeValue(result)]], [id]);
  }

  #attention(op: string, nodes: number[], inputs: readonly Symbol[]): Made[] {
    const call = attentionCall(
      this.#binding,
      op,
      inputs.map(({ shape }) => shape),
    );
    const [made] = this.#node(call.op, call.attributes, [nodes]);
    const ids = call.shapes.length === 1 ? [made.id] : this.#split(made.id, call.shapes);
    return ids.map((id, i) => ({ id, dtype: this.#binding.TF_FLOAT, shape: call.shapes[i] }));
  }

  /** Tensors that lie one behind the other in a flat one. */
  #split(flat: number, shapes: readonly (readonly number[])[]): number[] {
    const sizes = (values: readonly number[]): number =>
      this.#constNode(this.#binding.TF_INT32, [values.length], new Uint8Array(Int32Array.from(values).buffer));
    let from = 0;
    return shapes.map((shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const [part] = this.#node('Slice', [], [flat, sizes([from]), sizes([size])]);
      from += size;
      return this.#node('Reshape', [], [part.id, sizes(shape)])[0].id;
    });
  }

  /** A product by a library, where one is quicker than XLA. */
  #product(nodes: number[], [a, b]: readonly Symbol[], transposeA: boolean, transposeB: boolean): Made[] | undefined {
    if (!this.#xla || a.dtype !== this.#binding.TF_FLOAT) return undefined;
    const form = productForm(a.shape, b.shape, transposeA, transposeB);
    const choice = form && chooseProduct(this.#binding, form);
    if (!form || !choice) return undefined;
    const shape = productShape(a.shape, b.shape, form, a.shape.at(transposeA ? -1 : -2)!);
    const call = productCall(this.#binding, choice.library, form, shape);
    return [{ ...this.#node(call.op, call.attributes, [nodes])[0], dtype: a.dtype, shape }];
  }

  readonly #elementwise: Elementwise = (op, ...operands) => {
    const ids = operands.map((operand) =>
      typeof operand === 'number'
        ? operand
        : this.#constNode(this.#binding.TF_FLOAT, [], new Uint8Array(Float32Array.of(operand.scalar).buffer)),
    );
    return this.#node(op, [], ids)[0].id;
  };

  #constant(shape: number[], dtype: number, values: ArrayBufferView | unknown[]): number {
    const content = bytesOf(this.#binding, dtype, values);
    this.#note('Const', new Map([['value', content]]), [dtype, ...shape]);
    const single = uniformValue(content, shape);
    const node = single ? this.#fill(dtype, shape, single) : this.#constNode(dtype, shape, content);
    return this.#add({ dtype, shape: shape.slice(), node, label: `n${this.#made++}` });
  }

  #fill(dtype: number, shape: readonly number[], value: Uint8Array): number {
    const sizes = new Uint8Array(Int32Array.from(shape).buffer);
    const dims = this.#constNode(this.#binding.TF_INT32, [shape.length], sizes);
    return this.#node('Fill', [], [dims, this.#constNode(dtype, [], value)])[0].id;
  }

  #constNode(dtype: number, shape: readonly number[], content: Uint8Array): number {
    const attributes: [string, Uint8Array][] = [
      ['dtype', typeValue(dtype)],
      ['value', tensorValue(dtype, shape, content)],
    ];
    return this.#node('Const', attributes, [])[0].id;
  }

  #node(op: string, attributes: [string, Uint8Array][], inputs: (number | number[])[]): Made[] {
    return this.#binding.addGraphNode(this.graph, op, `n${this.#nodes++}`, attributes, inputs);
  }

  #nodeOf(id: number): number {
    const symbol = this.#symbol(id);
    if (symbol.node === undefined) {
      const attributes: [string, Uint8Array][] = [
        ['dtype', typeValue(symbol.dtype)],
        ['shape', shapeValue(symbol.shape)],
      ];
      symbol.node = this.#node('Placeholder', attributes, [])[0].id;
      this.#places.set(id, this.used.length);
      this.used.push(id);
    }
    return symbol.node;
  }

  #add(symbol: Symbol): number {
    this.#symbols.push(symbol);
    return -1 - this.#symbols.length;
  }

  #symbol(id: number): Symbol {
    return this.#symbols[-2 - id];
  }

  /** What a tensor is called where variables have no numbers: the place of an argument among those used. */
  #placeOf(id: number): string {
    const place = this.#places.get(id);
    return place === undefined ? this.#symbol(id).label : `argument ${place}`;
  }

  #note(
    op: string,
    values: ReadonlyMap<string, Uint8Array>,
    details: readonly (string | number)[],
    places: readonly (string | number)[] = details,
  ): void {
    this.#digest.update(`\0${op}\0${details.join()}`);
    this.#identity.update(`\0${op}\0${places.join()}`);
    for (const [name, value] of values) {
      this.#digest.update(`\0${name}\0`).update(value);
      this.#identity.update(`\0${name}\0`).update(value);
    }
  }
}

function bytesOf(binding: Binding, dtype: number, values: ArrayBufferView | unknown[]): Uint8Array {
  if (ArrayBuffer.isView(values)) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const numbers = (values as (number | boolean)[]).map(Number);
  if (dtype === binding.TF_FLOAT) return new Uint8Array(Float32Array.from(numbers).buffer);
  if (dtype === binding.TF_INT32) return new Uint8Array(Int32Array.from(numbers).buffer);
  if (dtype === binding.TF_BOOL) return Uint8Array.from(numbers);
  throw new Untraceable(`it makes a constant of the type ${dtype}, which is not supported.`);
}

/** The bytes of the one value that a larger constant consists of, if it does. */
function uniformValue(content: Uint8Array, shape: readonly number[]): Uint8Array | undefined {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size < FILL_FROM || content.byteLength % size !== 0) return undefined;
  const width = content.byteLength / size;
  for (let i = width; i < content.length; i++) if (content[i] !== content[i - width]) return undefined;
  return content.slice(0, width);
}
