/** Processes that train one network together, as one of them sees them. All call the same things in the same order. */
export interface Peers {
  /** Which of them this is, counted from 0. The first one writes files, and its numbers count where others could differ. */
  readonly rank: number;
  readonly size: number;
  /** Whether this one was asked to end; the others hear it with the next step, at which all end. */
  readonly ending: boolean;
  /** What a reader of the result has to know of them: that one was lost and the training was taken up, say. */
  readonly notices: readonly string[];
  /**
   * The sums of the numbers of all of them.
   *
   * @param values as many in each
   * @returns the same numbers to the bit in each
   * @throws TissuebookError 'peer-lost' where one of them has ended, or does not answer in time
   */
  sum(values: Float32Array): Promise<Float32Array>;
  /** Called at the step at which all of them end. */
  end(): void;
  /** Called when nothing more is summed: what is left to do, each does alone. */
  leave(): Promise<void>;
}
