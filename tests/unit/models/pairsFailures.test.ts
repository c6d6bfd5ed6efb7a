import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnData, type DenseMatrix, MuData, Table } from '../../../src/data';
import { startEngine } from '../../../src/engine';
import { readGmt, readStringGraph } from '../../../src/graph/prior';
import { zoo } from '../../../src/models';
import { scmoformerConfig } from '../../../src/models/scmoformer/config';
import { readPairs as readForScmoformer } from '../../../src/models/scmoformer/pairs';
import { findPriors } from '../../../src/models/scmoformer/priors';
import { scmognnConfig } from '../../../src/models/scmognn/config';
import { readPairs as readForScmognn } from '../../../src/models/scmognn/pairs';
import { jointEmbed, match, predictModality } from '../../../src/tasks';
import { names } from '../../madeTissue';
import { INTERRUPTED, simulatedPairs, tinyScmognn } from './pairsExample';

let folder: string;
const mdata = simulatedPairs();
const [rna, prot] = [mdata.mod.get('rna')!, mdata.mod.get('prot')!];
const ASK = { from: 'rna', to: 'prot', folds: 2, progress: false } as const;

beforeAll(async () => {
  await startEngine();
  folder = await mkdtemp(join(tmpdir(), 'pairs-'));
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What both models and all three tasks say of some data, each in one sentence. */
async function refusals(data: MuData): Promise<string[]> {
  const said = async (ask: () => unknown): Promise<string> => {
    try {
      await ask();
    } catch (error) {
      return String((error as Error).message);
    }
    return 'nothing';
  };
  return Promise.all([
    said(() => tinyScmognn().fit(data)),
    said(() => tinyScmognn({ task: 'matching' }).fit(data)),
    said(() => zoo.create('scmoformer').fit(data)),
    said(() => predictModality(tinyScmognn(), data, ASK)),
    said(() => match(tinyScmognn(), data, ASK)),
    said(() => jointEmbed(tinyScmognn(), data, { labels: 'cell_type', progress: false })),
  ]);
}

describe('two modalities', () => {
  it('with other cells are refused by all, with the names that do not meet', async () => {
    const strangers = new AnnData({ X: prot.matrix(), obs: new Table(names('other', 80)), var: prot.var });
    for (const sentence of await refusals(new MuData({ mod: { rna, prot: strangers } }))) {
      expect(sentence).toMatch(/0 cells are in both rna and prot/);
      expect(sentence).toMatch(/matched by the names of obs\.index/);
    }
  });

  it('with one shared cell are refused by all', async () => {
    const shared = new MuData({ mod: { rna, prot: prot.subset({ obs: [3] }) } });
    for (const sentence of await refusals(shared)) expect(sentence).toMatch(/1 cells? (is|are) in both rna and prot/);
  });

  it('in another order are put together by name', () => {
    const turned = prot.subset({ obs: [...Array(80).keys()].reverse() });
    const other = new MuData({ mod: { rna, prot: turned } });
    const [a, b] = [mdata, other].map((data) => readForScmognn('test', data, scmognnConfig()));
    expect(b!.y.toDense().values).toEqual(a!.y.toDense().values);
    const [c, d] = [mdata, other].map((data) => readForScmoformer('test', data, scmoformerConfig()));
    const rowsOf = ({ y, measured }: typeof c): number[] =>
      Array.from(measured!).flatMap((row) => [...y!.subarray(row * 6, (row + 1) * 6)]);
    expect(rowsOf(d)).toEqual(rowsOf(c));
    expect([...d!.measured]).not.toEqual([...c!.measured]);
  });

  it('with counts of antibodies below zero are refused by all', async () => {
    const counts = prot.matrix().toDense().map((value) => Math.round(value) - 2); // prettier-ignore
    const damaged = new MuData({ mod: { rna, prot: prot.with({ X: counts }) }, obs: mdata.obs });
    for (const sentence of await refusals(damaged)) expect(sentence).toMatch(/prot holds (\d+ )?counts below zero/);
  });

  it('without a link between genes and proteins are said to meet in the cells alone', () => {
    const unknown = new AnnData({ X: prot.matrix(), obs: prot.obs, var: new Table(names('unknown', 6)) });
    const { notices, priors } = findPriors('test', { rna, proteins: unknown }, scmoformerConfig());
    expect(priors.links.stored).toBe(0);
    expect(notices.join('\n')).toContain('None of the 6 proteins is linked to a gene');
  });
});

describe('what a training takes', () => {
  it('is said before it, for both models, and nothing is written', async () => {
    const { estimates } = await tinyScmognn({ batchSize: 16 }).summary(mdata);
    expect(estimates.steps).toBe(12 * 5);
    expect(estimates.parameters).toBeGreaterThan(16 * 30);
    const text = String(await zoo.create('scmoformer', { preset: 'tiny' }).summary(mdata));
    expect(text).toMatch(/^scMoFormer on 80 cells x 30 features\nParameters: [\d,]+, and [\d,]+ numbers of state/);
    expect([rna.obsm.size, mdata.obsm.size, mdata.uns.has('scmognn')]).toEqual([0, 0, false]);
  });
});

describe('files of prior knowledge', () => {
  it('with lines of 10 MB are refused before they fill the memory, with the line', async () => {
    const path = join(folder, 'long.gmt');
    writeFileSync(path, `short\tna\tCD4\nlong\tna\t${'GENE\t'.repeat(2 * 2 ** 20)}\n`);
    await expect(readGmt(path)).rejects.toMatchObject({ kind: 'too-large' });
    await expect(readGmt(path)).rejects.toThrow(/long\.gmt has a line 2 of more than 4194304 characters/);
  });

  it('of STRING that were cut off are refused, packed or not', async () => {
    const info = join(folder, 'info.txt');
    writeFileSync(info, '#string_protein_id\tpreferred_name\n9606.A\tCD4\n9606.B\tCD8A\n');
    const lines = 'protein1 protein2 combined_score\n' + '9606.A 9606.B 900\n'.repeat(5000);
    const packed = join(folder, 'links.txt.gz');
    writeFileSync(packed, gzipSync(lines).subarray(0, 60));
    await expect(readStringGraph({ links: packed, info })).rejects.toThrow(/cannot be unpacked.*Fetch it again/s);
    const plain = join(folder, 'links.txt');
    writeFileSync(plain, lines.slice(0, -8));
    await expect(readStringGraph({ links: plain, info })).rejects.toThrow(/line 5001/);
  });
});

describe('an interrupted training', () => {
  /** A training whose process ends by SIGKILL once its run file is there. */
  async function killed(name: string): Promise<string> {
    const checkpoint = join(folder, `${name}.safetensors`);
    const args = ['--import', 'tsx', join(__dirname, 'pairsChild.ts'), name, checkpoint, '30'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const signal = await new Promise((resolve) => child.on('close', (_, by) => resolve(by)));
    expect(signal).toBe('SIGKILL');
    return checkpoint;
  }

  it.each(['scmoformer', 'prediction', 'matching', 'joint'])(
    'of %s ends as one that was not, after its process was killed',
    async (name) => {
      const { make, data } = INTERRUPTED[name]!;
      const options = { epochs: 30, write: false, progress: false } as const;
      const [whole, rest] = [make(), make()];
      const checkpoint = await killed(name);
      expect(existsSync(checkpoint)).toBe(true);
      await whole.fit(data(), options);
      const run = rest.fit(data(), { ...options, checkpoint });
      await run;
      expect(run.reports.length).toBeLessThan(run.totalSteps);
      const answer = async ({ can }: typeof whole): Promise<DenseMatrix> => {
        if (name === 'joint') return can.embed!(data());
        return name === 'matching'
          ? (await can.match!(data())).probabilities
          : (await can.predictModality!(data())).values;
      };
      const [want, found] = [await answer(whole), await answer(rest)];
      expect(want.values.every(Number.isFinite)).toBe(true);
      expect(Math.max(...found.values.map((value, at) => Math.abs(value - want.values[at]!)))).toBeLessThan(1e-4);
      expect(existsSync(checkpoint)).toBe(false);
    },
    120_000,
  );

  it('of a match leaves model and data as they were, and says how far it came', async () => {
    const stop = new AbortController();
    const model = tinyScmognn({ task: 'matching', layers: 1 });
    const before = [...mdata.obsm.keys(), ...mdata.uns.keys(), ...mdata.obs.names];
    setTimeout(() => stop.abort(), 50);
    const asked = match(model, mdata, { ...ASK, epochs: 100_000, signal: stop.signal });
    await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
    await expect(asked).rejects.toThrow('match was stopped before the first fold was done');
    expect(model.trained).toBe(false);
    expect([...mdata.obsm.keys(), ...mdata.uns.keys(), ...mdata.obs.names]).toEqual(before);
  }, 60_000);

  it('of a joint embedding says that it is none, and leaves model and data as they were', async () => {
    const stop = new AbortController();
    const model = tinyScmognn({ task: 'joint', layers: 1 });
    const before = [...mdata.obsm.keys(), ...mdata.uns.keys(), ...mdata.obs.names];
    setTimeout(() => stop.abort(), 50);
    const options = { labels: 'cell_type', supervised: true, epochs: 100_000, progress: false } as const;
    const asked = jointEmbed(model, mdata, { ...options, signal: stop.signal });
    await expect(asked).rejects.toMatchObject({ kind: 'aborted' });
    await expect(asked).rejects.toThrow('jointEmbed was stopped before its training was done');
    expect(model.trained).toBe(false);
    expect([...mdata.obsm.keys(), ...mdata.uns.keys(), ...mdata.obs.names]).toEqual(before);
  }, 60_000);
});
