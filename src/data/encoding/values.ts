/** Numbers of any type that a file may hold. */
export type NumberArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Values of an array or an attribute, row-major; a scalar has the shape []. */
export type Values =
  | {
      kind: 'numbers';
      shape: number[];
      values: NumberArray;
      /** Set where the file keeps floats of 2 bytes. */ half?: true;
    }
  | { kind: 'flags'; shape: number[]; values: Uint8Array }
  | { kind: 'text'; shape: number[]; values: string[] }
  | { kind: 'references'; shape: number[]; values: Uint8Array[] }
  | { kind: 'records'; shape: number[]; fields: Map<string, Values> };

/** How many values a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** One value from parts read one after another along the first dimension. */
export function joinValues(parts: readonly Values[]): Values {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  const shape = [parts.reduce((rows, part) => rows + part.shape[0]!, 0), ...first.shape.slice(1)];
  if (first.kind === 'records') {
    const names = [...first.fields.keys()];
    const joined = names.map(
      (name) => [name, joinValues(parts.map((part) => (part as typeof first).fields.get(name)!))] as const,
    );
    return { kind: 'records', shape, fields: new Map(joined) };
  }
  if (first.kind === 'text' || first.kind === 'references') {
    return { ...first, shape, values: parts.flatMap((part) => (part as typeof first).values as string[]) as never };
  }
  const out = new (first.values.constructor as new (n: number) => NumberArray)(sizeOf(shape));
  let at = 0;
  for (const part of parts as (typeof first)[]) {
    out.set(part.values as never, at);
    at += part.values.length;
  }
  return { ...first, shape, values: out as never };
}
