import { compilingBackend } from '../compile/backend';
import type { Binding } from '../provider/tensorflow/binding';
import { countMoved, isMetered, metered } from './meters';

/** Runs that want operations metered now. */
let wanted = 0;
let restore = (): void => undefined;

/** Meters operations that run one at a time, until the function that it gives is called: each costs a look at the clock more. */
export function meterOperations(): () => void {
  if (wanted++ === 0) restore = shadowBinding();
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    if (--wanted === 0) restore();
  };
}

function shadowBinding(): () => void {
  const backend = compilingBackend();
  if (!backend) return () => undefined;
  const { binding } = backend;
  const instead: Pick<Binding, 'executeOp' | 'tensorDataSync' | 'createTensor'> = {
    executeOp: (...call) =>
      isMetered() ? binding.executeOp(...call) : metered('operations', () => binding.executeOp(...call)),
    tensorDataSync: (id) => {
      const values = metered('reading', () => binding.tensorDataSync(id));
      countMoved('taken', values.byteLength);
      return values;
    },
    createTensor: (shape, dtype, values) => {
      countMoved('given', ArrayBuffer.isView(values) ? values.byteLength : 4 * values.length);
      return binding.createTensor(shape, dtype, values);
    },
  };
  // The addon's own properties are read-only, so they have to be shadowed, not assigned.
  backend.binding = Object.create(binding, Object.getOwnPropertyDescriptors(instead)) as Binding;
  return () => void (backend.binding = binding);
}
