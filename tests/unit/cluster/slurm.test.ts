import { describe, expect, it } from 'vitest';
import { dask } from '../../../src/cluster';

describe('dask.slurm', () => {
  it('submits jobs of one worker each, with the certificates of the run and no dashboard', async () => {
    const script = await dask.slurmScript({
      ...{ jobs: 8, cores: 16, memory: '64GB', partition: 'long', account: 'lab', time: '02:00:00' },
      ...{
        shared: '/shared/lab',
        scratch: '/scratch',
        python: '/shared/lab/bin/python',
        prologue: ['module load gcc'],
      },
      directives: ['--gres=gpu:1'],
    });
    const lines = script.trim().split('\n').filter((line) => line !== ''); // prettier-ignore
    expect(lines.slice(0, -1)).toEqual([
      '#!/usr/bin/env bash',
      '#SBATCH -J tissuebook',
      '#SBATCH -p long',
      '#SBATCH -A lab',
      '#SBATCH -n 1',
      '#SBATCH --cpus-per-task=16',
      '#SBATCH --mem=60G',
      '#SBATCH -t 02:00:00',
      '#SBATCH --gres=gpu:1',
      'module load gcc',
    ]);
    const command = lines.at(-1)!;
    expect(command).toMatch(/^\/shared\/lab\/bin\/python -m distributed\.cli\.dask_worker tls:\/\/scheduler:8786 /);
    expect(command).toContain('--tls-ca-file /shared/lab/certificates/ca.pem');
    expect(command).toContain('--local-directory /scratch');
    // The last one counts: a job does one task at a time, on all of its cores.
    expect(command.match(/--nthreads \d+/g)!.at(-1)).toBe('--nthreads 1');
    expect(command).toContain('--no-dashboard');
  }, 30_000);

  it('takes no lines of a script where it takes a word, and says what is missing', async () => {
    const known = { jobs: 1, cores: 1, memory: '1GB', shared: '/tmp' };
    const refused = { kind: 'invalid-argument' };
    await expect(dask.slurmScript({ ...known, partition: 'long\nrm -rf /' })).rejects.toMatchObject({ ...refused, argument: 'partition' }); // prettier-ignore
    await expect(dask.slurmScript({ ...known, shared: undefined as never })).rejects.toMatchObject({ ...refused, argument: 'shared' }); // prettier-ignore
  });
});
