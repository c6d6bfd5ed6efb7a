/** What every way to get a cluster takes. */
export interface SessionOptions {
  /**
   * Threads of each task's tensors. They decide the last digits of what is trained, so they are the same for all workers. The share of the
   * cores that a task has; 1 for `connect`.
   */
  threads?: number;
  /** Seconds that a cancelled task is given before its Node process is ended. 5. */
  grace?: number;
  /** Programs with tasks of one's own, by paths that the workers can read: each exports `tasks`, functions by name. */
  modules?: readonly string[];
  /**
   * 'private' says that the network between the workers is yours alone, which `fit({ ranks })` asks for: ranks listen at all addresses of
   * their machines, unencrypted, for numbers to add up.
   */
  network?: 'private';
  /** Seconds that ranks of one training wait for each other, before the training goes on without the one that is silent. 300. */
  rankTimeout?: number;
}
