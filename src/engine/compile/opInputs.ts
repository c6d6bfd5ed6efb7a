import type { Binding } from '../provider/tensorflow/binding';
import { fieldsOf } from './protobuf';

/** Fields of OpDef and of its ArgDef. */
const INPUT_ARG = 2;
const NUMBER_ATTR = 5;
const TYPE_LIST_ATTR = 6;

/** Which inputs of an op are lists, by op name. Definitions belong to the TensorFlow that is loaded: one a process. */
const known = new Map<string, boolean[]>();

/**
 * Groups an op's inputs, which an eager call gives one after the other, as the op declares them: a number for a single
 * tensor, an array for a list of tensors. An op has at most one list.
 */
export function groupInputs(binding: Binding, op: string, ids: readonly number[]): (number | number[])[] {
  let lists = known.get(op);
  if (!lists) known.set(op, (lists = listsOf(binding.opDefinition(op))));
  const listLength = ids.length - lists.filter((list) => !list).length;
  let at = 0;
  return lists.map((list) => (list ? ids.slice(at, (at += listLength)) : ids[at++]));
}

function listsOf(definition: Uint8Array): boolean[] {
  const lists: boolean[] = [];
  for (const { tag, value } of fieldsOf(definition)) {
    if (tag !== INPUT_ARG || typeof value === 'bigint') continue;
    const tags = [...fieldsOf(value)].map((field) => field.tag);
    lists.push(tags.includes(NUMBER_ATTR) || tags.includes(TYPE_LIST_ATTR));
  }
  return lists;
}
