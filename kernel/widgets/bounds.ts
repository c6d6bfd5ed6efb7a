import type { State } from './wire';

/** Keeps `value`, a number or two, between `min` and `max`, as ipywidgets does. */
export function bounded(state: State): State {
  return keep(state, Number(state.min), Number(state.max));
}

/** The same for a slider whose `min` and `max` are exponents of `base`. */
export function logBounded(state: State): State {
  const base = Number(state.base);
  return keep(state, base ** Number(state.min), base ** Number(state.max));
}

function keep(state: State, min: number, max: number): State {
  if (!(min <= max)) throw new RangeError(`min must not be above max, found ${min} and ${max}.`);
  const within = (value: unknown): unknown => (typeof value === 'number' ? Math.min(max, Math.max(min, value)) : value);
  const { value } = state;
  return { ...state, value: Array.isArray(value) ? value.map(within) : within(value) };
}
