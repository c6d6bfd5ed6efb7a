import { createRequire } from 'node:module';
import { coreShare } from '../../../cores';
import { offerSteps } from '../../keptSteps';
import { type Located, versionOf } from './locate';
import { xlaFlags } from './xlaFlags';

/** A tensor of the binding: a handle, a TensorFlow type number and a shape. */
export interface TensorMetadata {
  id: number;
  dtype: number;
  shape: number[];
}

/** An attribute of an op; `type` is one of the binding's TF_ATTR numbers. */
export interface OpAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** A graph under construction: see native/source/graph_function.h. */
export type Graph = { readonly graph: unique symbol };

/** The parts of the native addon that the engine itself uses. */
export interface Binding {
  executeOp(op: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  createTensor(shape: number[], dtype: number, values: ArrayBufferView | unknown[]): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  isUsingGpuDevice(): boolean;
  opDefinition(op: string): Uint8Array;
  newGraph(): Graph;
  addGraphNode(
    graph: Graph,
    op: string,
    name: string,
    attributes: [string, Uint8Array][],
    inputs: (number | number[])[],
  ): (TensorMetadata & { unknown?: true })[];
  addGraphFunction(graph: Graph, name: string, inputs: number[], outputs: number[], xla: boolean): void;
  removeGraphFunction(name: string): void;
  /** See native/source/edge_sum_op.h. */
  registerEdgeSum(threads: number): boolean;
  /** See native/source/product_op.h. */
  loadBlas(path: string): { library: number; description: string };
  /** Absent from a binding that was built before it was written. */
  registerProducts?(threads: number): boolean;
  /** See native/source/call_times.h. Absent from a binding that was built before it was written. */
  callTimes?(): number[];
  /** Only of what stands in for the binding while a step is recorded that XLA is to compile: the binding itself. */
  readonly forXla?: Binding;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

interface Loader {
  preload(path: string, quiet: boolean): void;
  releaseLoadedPages(path: string): void;
  keepFreedMemory(): boolean;
  returnFreedMemory(): void;
  keepSignalsAway(): boolean;
  /** Absent from a loader that was built before it was written. */
  silence?(quiet: boolean): void;
}

/** What is loaded, and by what. */
let loaded: { loader: Loader; libraries: readonly string[] } | undefined;

/**
 * Loads TensorFlow's libraries into the process and the addon after them, which finds their symbols: no search path of
 * the system has to name their folder.
 */
export function loadBinding({ libraries, loader: loaderPath, binding: bindingPath, sitePackages }: Located): Binding {
  offerSteps(versionOf(sitePackages));
  const quiet = process.env.TF_CPP_MIN_LOG_LEVEL === undefined;
  setDefault('TF_CPP_MIN_LOG_LEVEL', '2');
  setDefault('TF_NUM_INTRAOP_THREADS', String(threadCount()));
  const load = createRequire(__filename);
  const loader = load(loaderPath) as Loader;
  if (process.env.TISSUEBOOK_KEEP_MEMORY !== '0') loader.keepFreedMemory();
  // Before TensorFlow starts its threads, which do as the one that starts them.
  loader.keepSignalsAway();
  for (const library of libraries) loader.preload(library, quiet);
  const binding = load(bindingPath) as Binding;
  loaded = { loader, libraries };
  returnMemory();
  const flags = xlaFlags(binding.TF_Version, process.env.XLA_FLAGS);
  if (flags !== '') process.env.XLA_FLAGS = flags;
  return binding;
}

/**
 * Gives back to the system what was needed once: memory that is freed but kept, and pages of TensorFlow's libraries, most of which only
 * loading them and compiling a step read. What is needed again comes back by itself.
 */
export function returnMemory(): void {
  loaded?.loader.returnFreedMemory();
  for (const library of loaded?.libraries ?? []) loaded?.loader.releaseLoadedPages(library);
}

/** Runs `work` with standard error going nowhere: XLA complains of each kept step that it was compiled with preferences of the processor. */
export function withoutComplaints<T>(work: () => T): T {
  loaded?.loader.silence?.(true);
  try {
    return work();
  } finally {
    loaded?.loader.silence?.(false);
  }
}

/** Threads that one TensorFlow operation uses: TF_NUM_INTRAOP_THREADS, else one for each core that we may keep busy. */
export function threadCount(): number {
  return Number(process.env.TF_NUM_INTRAOP_THREADS) || coreShare();
}

function setDefault(name: string, value: string): void {
  process.env[name] ??= value;
}
