/** One thing that was looked at. */
export interface Finding {
  /** 'node', 'provider', 'gpu', 'memory', 'training step'. */
  subject: string;
  /** 'good'; 'slow': works, but could be much faster; 'wrong': training does not work. */
  state: 'good' | 'slow' | 'wrong';
  /** What was found, a sentence. */
  found: string;
  /** What to do about it, a sentence. */
  advice?: string;
}
