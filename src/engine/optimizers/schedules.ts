/** A value by step, counted from 0. */
export type Schedule = (step: number) => number;

/** The same value at every step. */
export function constant(value: number): Schedule {
  return () => value;
}

/** From `start` at step 0 to `end` at step `total` along half a cosine; `end` from then on. */
export function cosine(start: number, end: number, total: number): Schedule {
  return (step) => end + ((start - end) * (1 + Math.cos((Math.PI * Math.min(step, total)) / total))) / 2;
}

/** In a straight line from `start` at step 0 to `end` at step `total`; `end` from then on. */
export function linearRamp(start: number, end: number, total: number): Schedule {
  return (step) => start + (end - start) * Math.min(step / total, 1);
}

/** Rises as peak (step + 1) / steps for the first `steps` steps, then goes on with `after` from its step 0. */
export function warmUp(steps: number, peak: number, after: Schedule): Schedule {
  return (step) => (step < steps ? (peak * (step + 1)) / steps : after(step - steps));
}
