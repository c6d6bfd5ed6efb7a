import { isChecked } from '../provider/tensorflow/checkedVersions';
import { StepExchange } from './exchange';
import { type MachineFacts, machineKey } from './machineKey';
import { makePrivate, stepsFolder } from './stepsFolder';
import { StepStore } from './stepStore';

const FOLDER_FLAG = '--tf_xla_persistent_cache_directory=';
const DEVICES_FLAG = '--tf_xla_persistent_cache_device_types=CPU';
const WITHOUT = 'Compiled steps are not kept on the disk: ';

let exchange: StepExchange | undefined;
let whyNot: string | undefined = 'TensorFlow is not loaded';
/** What the user set of TF_XLA_FLAGS: compiled code depends on it, and not on our folder, which has another name in each process. */
let givenFlags = '';

/** The exchange with XLA, where compiled steps are kept. */
export const keptSteps = (): StepExchange | undefined => (whyNot === undefined ? exchange : undefined);

/** Why compiled steps are not kept, as a sentence; undefined when they are. */
export const whyStepsAreNotKept = (): string | undefined => whyNot && `${WITHOUT}${whyNot}.`;

/**
 * Tells XLA where it finds compiled steps and leaves new ones. To be called before TensorFlow is loaded, which reads TF_XLA_FLAGS then.
 *
 * @param version of the TensorFlow that will be loaded: others than those that were tried may end the process at flags that they do not know
 */
export function offerSteps(version: string | undefined): void {
  whyNot = obstacle(version) ?? makePrivate(stepsFolder());
  if (whyNot !== undefined) return;
  try {
    exchange = new StepExchange();
  } catch (error) {
    whyNot = `no folder for them could be made (${error instanceof Error ? error.message : String(error)})`;
    return;
  }
  givenFlags = process.env.TF_XLA_FLAGS ?? '';
  process.env.TF_XLA_FLAGS = `${givenFlags} ${FOLDER_FLAG}${exchange.folder} ${DEVICES_FLAG}`.trim();
}

/** What of the binding decides whether steps are kept: callTimes is absent from older ones. */
interface Capable {
  isUsingGpuDevice(): boolean;
  callTimes?(): number[];
}

/** Keeps steps from now on, for machines like this one. */
export function keepSteps(facts: Omit<MachineFacts, 'flags'>, { isUsingGpuDevice, callTimes }: Capable): void {
  if (!exchange) return;
  // TensorFlow has read them. Processes that this one starts keep steps of their own.
  if (givenFlags) process.env.TF_XLA_FLAGS = givenFlags;
  else delete process.env.TF_XLA_FLAGS;
  if (!callTimes) {
    // Its calls do not know how a step that was read back gives them their results.
    whyNot = 'the binding was built by an older version (npm start builds it anew)';
    return;
  }
  const store = new StepStore(stepsFolder(), machineKey({ ...facts, flags: givenFlags }));
  whyNot = isUsingGpuDevice() ? 'that was not tried on a GPU' : store.open();
  if (whyNot === undefined) exchange.use(store);
}

function obstacle(version: string | undefined): string | undefined {
  if (process.env.TISSUEBOOK_KEEP_STEPS === '0') return 'TISSUEBOOK_KEEP_STEPS is 0';
  if (version === undefined) return 'the version of TensorFlow is not known';
  if (!isChecked(version, 'kept steps')) return `that was not tried with TensorFlow ${version}`;
  if (process.env.TF_XLA_FLAGS?.includes(FOLDER_FLAG)) return 'TF_XLA_FLAGS names a folder of its own';
  return undefined;
}
