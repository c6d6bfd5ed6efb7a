import { resolve } from 'node:path';
import { expandHome } from '../cacheFolder';
import { coreShare } from '../cores';
import { TissuebookError } from '../errors';
import { anything, checkOptions, flag, integer, listOf, number, oneOf, text } from '../options';
import { type Certificates, readCertificates } from './certificates';
import { Cluster } from './cluster';
import { jobOptions, slurmChecks, type SlurmOptions } from './slurm';
import type { SessionOptions } from './sessionOptions';
import { version } from '../receipts/version';

export interface LocalOptions extends SessionOptions {
  /** Half as many as there are cores. */
  workers?: number;
  /** Address of Dask's dashboard on this machine: ':8787'. There is none unless it is asked for. */
  dashboard?: string;
}

export interface ConnectOptions extends SessionOptions {
  /** For a scheduler with encrypted connections (tls://): the three files, or the folder with ca.pem, cert.pem and key.pem. */
  certificates?: Certificates | string;
  /** Allows plain connections (tcp://) to another machine: whoever is on that network can read the data and run programs as you. */
  insecure?: boolean;
}

const sessionChecks = {
  threads: integer(1, 1024),
  grace: number(0, 3600),
  modules: listOf(text),
  network: oneOf('private'),
  rankTimeout: number(1, 86_400),
};

/** What is sent to begin a session. */
function session(op: string, { grace = 5, modules = [] }: SessionOptions, threads: number) {
  return {
    op,
    version: version(),
    grace,
    modules: modules.map((path) => resolve(expandHome(path))),
    variables: { TF_NUM_INTRAOP_THREADS: String(threads) },
  };
}

/** Workers on this machine, as jobs of Slurm, or of a Dask cluster that is there. Each takes `tissuebook[cluster]` beside the notebook. */
export const dask = {
  /**
   * Workers on this machine. They listen on its loopback address alone, with certificates made for the run.
   *
   * @throws TissuebookError 'no-library' (Dask is missing beside the notebook), 'cluster-lost'
   * @example
   * const workers = await dask.local({ workers: 4 });
   */
  async local(options: LocalOptions = {}): Promise<Cluster> {
    checkOptions('dask.local', options, { ...sessionChecks, workers: integer(1, 1024), dashboard: text });
    const cores = coreShare();
    const { workers = Math.max(1, cores >> 1), dashboard } = options;
    const threads = options.threads ?? Math.max(1, Math.floor(cores / workers));
    const beginning = { ...session('local', options, threads), workers, ...(dashboard && { dashboard }) };
    return Cluster.begin(beginning, threads, options);
  },

  /**
   * A Dask cluster that is there, by the address of its scheduler. Its workers need the same version of this library; one process each
   * (`dask worker --nthreads 1`) suits it best.
   *
   * @throws TissuebookError 'cluster-unreachable' (nothing listens there), 'cluster-refused' (it wants certificates, or others),
   *   'wrong-version', 'no-node', 'no-library' (of all workers; where some can work, `workers` says what ails the others),
   *   'invalid-argument' (a plain connection to another machine without `insecure`)
   * @example
   * const workers = await dask.connect('tls://scheduler:8786', { certificates: '~/.dask/tls' });
   */
  async connect(address: string, options: ConnectOptions = {}): Promise<Cluster> {
    checkOptions('dask.connect', options, { ...sessionChecks, certificates: anything, insecure: flag });
    const { certificates, insecure = false, threads = 1 } = options;
    checkAddress(address, insecure);
    const files = certificates === undefined ? undefined : readCertificates(certificates);
    return Cluster.begin(
      { ...session('connect', options, threads), address, ...(files && { certificates: files }) },
      threads,
      options,
    );
  },

  /**
   * Workers as jobs of Slurm, one each, by dask-jobqueue. Certificates are made for the run, in a folder of `shared`. Jobs that are cancelled
   * are started again; `close()` cancels all.
   *
   * @throws TissuebookError 'no-library' (dask-jobqueue is missing), 'cluster-unreachable' (no job has begun within `wait` seconds)
   * @example
   * const workers = await dask.slurm({ jobs: 8, cores: 16, memory: '64GB', partition: 'long', shared: '/shared/lab' });
   */
  async slurm(options: SlurmOptions): Promise<Cluster> {
    checkOptions('dask.slurm', options, { ...sessionChecks, ...slurmChecks });
    const job = jobOptions('dask.slurm', options);
    const threads = options.threads ?? job.cores;
    return Cluster.begin({ ...session('slurm', options, threads), ...job }, threads, options);
  },

  /** The script of a job that `slurm` would submit, to read before. @throws TissuebookError 'no-library' */
  async slurmScript(options: SlurmOptions): Promise<string> {
    checkOptions('dask.slurmScript', options, { ...sessionChecks, ...slurmChecks });
    const { script } = await Cluster.askLink({ op: 'script', ...jobOptions('dask.slurmScript', options) });
    return String(script);
  },
};

/** @throws TissuebookError 'invalid-argument' for what is no address, and for a plain one off this machine that was not allowed by name */
function checkAddress(address: string, insecure: boolean): void {
  const found = /^(tcp|tls):\/\/(\[[\da-fA-F:.]+\]|[^\s:/[\]]+):(\d+)$/.exec(String(address));
  if (!found) {
    throw new TissuebookError('invalid-argument', 'dask.connect: this is no address of a Dask scheduler.', {
      argument: 'address',
      found: address,
      advice: "It looks like 'tls://scheduler:8786', or 'tcp://127.0.0.1:8786' on this machine.",
    });
  }
  const loopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(found[2]!);
  if (found[1] === 'tls' || loopback || insecure) return;
  throw new TissuebookError('invalid-argument', `dask.connect: ${address} is a plain connection to another machine.`, {
    argument: 'insecure',
    found: address,
    advice:
      'Whoever is on that network could read the data and run programs as you. Use tls:// with certificates; on a network that is yours alone, say { insecure: true }.',
  });
}
