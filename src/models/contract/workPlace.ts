/** What a task is given on its way to a worker. */
export interface WorkOptions {
  /** Ends the task; what it had found is lost. */
  signal?: AbortSignal | undefined;
  /** Asks the task to end with what it has found so far, as the end of a training does. */
  stop?: AbortSignal | undefined;
  /** Told of what the task reports, some times a second. */
  onProgress?: ((value: unknown) => void) | undefined;
  /** What the task is called where the work is shown: 'squint, seed 2'. The task's name. */
  title?: string;
  /** So many workers do it together, and each is told which it is; the result is that of the first. For fit alone. */
  ranks?: number;
}

/**
 * Where named tasks of the library run beside this process: a cluster. Arguments and results are plain data, typed arrays, AnnData, MuData,
 * models of the zoo, and results of tasks.
 */
export interface WorkPlace {
  /** Threads of each worker's training, which decide the last digits of what is trained. */
  readonly threads: number;
  /**
   * @throws TissuebookError as the task does on the worker; 'worker-lost', 'peer-lost', 'data-lost', 'cluster-lost', 'aborted'
   */
  run(task: string, argument: unknown, options?: WorkOptions): Promise<unknown>;
}
