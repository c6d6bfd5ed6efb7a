import { TissuebookError } from '../../errors';
import { checkOptions, oneOf } from '../../options';
import { tf } from '../tf';
import { describeEngine } from './describe';
import type { EngineDescription } from './provider';
import { providers } from './providers';
import type { Provider, ProviderName, Skipped } from './provider';

/** Which provider to use. Default 'auto': the first of tensorflow, webgpu, wasm, cpu that works here. */
export interface EngineOptions {
  provider?: 'auto' | ProviderName;
}

interface Started {
  provider: Provider;
  skipped: Skipped[];
}

let starting: Promise<Started> | undefined;

/**
 * Starts the engine, once for the process: later calls return the same description. Without an explicit call the first
 * training run starts it with 'auto' (or with what TISSUEBOOK_PROVIDER names).
 *
 * @throws TissuebookError kind 'provider-unavailable' when the provider asked for does not work here, or another one
 *   is running already
 */
export async function startEngine(options: EngineOptions = {}): Promise<EngineDescription> {
  checkOptions('startEngine', options, { provider: oneOf('auto', ...providers.map(({ name }) => name)) });
  const wanted = options.provider ?? 'auto';
  starting ??= start(wanted === 'auto' ? fromEnvironment() : wanted);
  const mine = starting;
  try {
    const { provider, skipped } = await mine;
    if (wanted !== 'auto' && wanted !== provider.name) throw alreadyRunning(wanted, provider.name);
    return describeEngine(provider, skipped);
  } catch (error) {
    if (starting === mine && !tf.engine().backendName) starting = undefined;
    throw error;
  }
}

/** The engine of this process, as a notebook sees it. */
export const engine = {
  /** Starts the engine when it is not running yet, and says which provider it uses and why. */
  describe: (): Promise<EngineDescription> => startEngine(),
  start: startEngine,
};

async function start(wanted: 'auto' | ProviderName): Promise<Started> {
  const skipped: Skipped[] = [];
  for (const provider of providers) {
    if (wanted !== 'auto' && wanted !== provider.name) continue;
    const why = await provider.start();
    if (why === undefined) {
      if (wanted === 'auto') noticeSlow(provider, skipped);
      return { provider, skipped };
    }
    skipped.push({ provider: provider.name, why });
  }
  const [first] = skipped;
  throw new TissuebookError(
    'provider-unavailable',
    `The provider "${wanted}" does not work here: ${first?.why ?? ''}`,
    {
      argument: 'provider',
      found: wanted,
      advice: "provider: 'auto' takes the best one that works.",
    },
  );
}

/** Nobody should wait an hour for what takes a minute without being told. */
function noticeSlow(provider: Provider, skipped: readonly Skipped[]): void {
  const fast = skipped.find((other) => other.provider === 'tensorflow');
  if (!fast) return;
  // eslint-disable-next-line no-console -- a person has to see it, in a notebook as in a terminal
  console.warn(`Training runs on ${provider.name}, which is many times slower than TensorFlow. ${fast.why}`);
}

function fromEnvironment(): 'auto' | ProviderName {
  const named = process.env.TISSUEBOOK_PROVIDER || 'auto';
  const known = ['auto', ...providers.map(({ name }) => name)];
  if (known.includes(named)) return named as 'auto' | ProviderName;
  throw new TissuebookError('invalid-argument', `TISSUEBOOK_PROVIDER names no provider.`, {
    argument: 'TISSUEBOOK_PROVIDER',
    found: named,
    advice: `It can be ${known.join(', ')}.`,
  });
}

function alreadyRunning(wanted: string, running: string): TissuebookError {
  return new TissuebookError(
    'provider-unavailable',
    `The engine runs on "${running}" and cannot change to "${wanted}".`,
    {
      argument: 'provider',
      found: wanted,
      advice: 'Restart the kernel and choose the provider before anything else uses the engine.',
    },
  );
}
