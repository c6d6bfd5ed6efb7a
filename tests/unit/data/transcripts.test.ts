import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  AnnData,
  checkTranscripts,
  DenseMatrix,
  readTranscripts,
  type ReadTranscriptsOptions,
  Table,
  type Transcripts,
} from '../../../src/data';
import { unpacked } from './unpacked';

const fixture = join(__dirname, '..', '..', 'fixtures', 'data', 'outlines');
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-transcripts-'));
const cache = join(folder, 'cache');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What makeOutlines.py counted: transcripts of each cell and gene, of quality 20 and more, and all. */
const expected = JSON.parse(readFileSync(join(fixture, 'expected.json'), 'utf8')) as {
  names: string[];
  middles: [number, number][];
  genes: string[];
  good: number[][];
  all: number[][];
};
const pixel = 0.2125;

const read = (path: string, options: ReadTranscriptsOptions = {}): Promise<Transcripts> =>
  readTranscripts(path, { cache, ...options });

/** Cells with counts, without the control probe unless all are wanted. */
function cells(counts: number[][], names = expected.names, genes = expected.genes.slice(0, 5)): AnnData {
  const values = Float32Array.from(counts.flatMap((row) => row.slice(0, genes.length)));
  return new AnnData({
    X: new DenseMatrix(names.length, genes.length, values),
    obs: new Table(names),
    var: new Table(genes),
  });
}

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const sum = (rows: number[][], gene: number): number => rows.reduce((total, row) => total + row[gene]!, 0);

describe('readTranscripts', () => {
  it.each(['transcripts.parquet', 'transcripts.csv.gz', '.'])(
    'reads those of Xenium, of quality 20 or more: %s',
    async (name) => {
      const transcripts = await read(join(fixture, name));
      expect([transcripts.instrument, transcripts.unit, transcripts.genes]).toEqual(['Xenium', 'um', expected.genes]);
      const { differences, transcripts: counted, notices } = checkTranscripts(cells(expected.good), transcripts);
      expect([differences, counted]).toEqual([
        0,
        expected.good.flatMap((row) => row.slice(0, 5)).reduce((a, b) => a + b),
      ]);
      expect(notices.join('\n')).toMatch(/\d+ transcripts with a qv below 20 were left out; minQuality: 0 keeps them/);
      expect(notices.join('\n')).toMatch(/data do not have 1 of the genes: NegControlProbe_00042/);
      transcripts.close();
    },
  );

  it('keeps all of them when it is asked to', async () => {
    const transcripts = await read(join(fixture, 'transcripts.parquet'), { minQuality: 0 });
    expect([transcripts.total, transcripts.notices]).toEqual([1000, []]);
    expect(checkTranscripts(cells(expected.all, expected.names, expected.genes), transcripts).differences).toBe(0);
  });

  it('reads those of MERSCOPE and CosMx, and finds their cells', async () => {
    const merscope = await read(join(fixture, 'detected_transcripts.csv'));
    const byNumber = expected.names.map((_, i) => String(1000 + i));
    expect([merscope.instrument, merscope.unit]).toEqual(['MERSCOPE', 'um']);
    expect(checkTranscripts(cells(expected.all, byNumber), merscope).differences).toBe(0);
    const cosmx = await read(join(fixture, 'Run1_tx_file.csv'));
    const byField = expected.names.map((_, i) => `${1 + (i % 20)}_${1 + Math.floor(i / 20)}`);
    expect([cosmx.instrument, cosmx.unit]).toEqual(['CosMx', 'px']);
    expect(checkTranscripts(cells(expected.all, byField), cosmx).differences).toBe(0);
    const measured = await read(join(fixture, 'Run1_tx_file.csv'), { pixelSize: pixel });
    expect(measured.unit).toBe('um');
    const [a, b] = [merscope.places('CD3E'), measured.places('CD3E')];
    const sorted = (from: DenseMatrix, k: number): number[] =>
      Array.from({ length: from.rows }, (_, i) => from.get(i, k)).sort((x, y) => x - y);
    for (const k of [0, 1])
      sorted(a, k).forEach((at, i) => expect(Math.abs(at - sorted(b, k)[i]!)).toBeLessThan(pixel * 0.006));
    await expect(read(join(fixture, 'detected_transcripts.csv'), { pixelSize: pixel })).rejects.toMatchObject({
      kind: 'invalid-argument',
    });
  });

  it('reads points of SpatialData, moved as spatialdata moves them', async () => {
    const wanted = JSON.parse(readFileSync(join(fixture, '..', 'spatialdataPoints.json'), 'utf8')) as {
      x: number[];
      y: number[];
      gene: string[];
    };
    const transcripts = await read(unpacked('spatialdataPoints.zip', join(folder, 'points')));
    expect([transcripts.instrument, transcripts.total, transcripts.genes]).toEqual([
      'SpatialData',
      60,
      [...new Set(wanted.gene)].sort(),
    ]);
    const gene = wanted.gene[0]!;
    const own = wanted.gene.flatMap((each, i) => (each === gene ? [i] : []));
    const found = transcripts.places(gene);
    const places = Array.from({ length: found.rows }, (_, i) => [found.get(i, 0), found.get(i, 1)]).sort(
      (p, q) => p[0]! - q[0]!,
    );
    own
      .map((i) => [wanted.x[i]!, wanted.y[i]!])
      .sort((p, q) => p[0]! - q[0]!)
      .forEach(([x, y], i) => {
        expect(Math.abs(places[i]![0]! - x!)).toBeLessThan(1e-4);
        expect(Math.abs(places[i]![1]! - y!)).toBeLessThan(1e-4);
      });
  });

  it('finds what it sorted before, until the table changes or other options are given', async () => {
    const own = join(folder, 'own');
    const path = file('again.csv', [
      'feature_name,x_location,y_location,cell_id,qv',
      'CD3E,1,2,a,30',
      'CD3E,3,4,UNASSIGNED,10',
    ]);
    const kept = (): string[] => readdirSync(join(own, 'transcripts'));
    const first = await readTranscripts(path, { cache: own });
    expect([first.total, first.outside, kept().length]).toEqual([1, 0, 1]);
    expect([(await readTranscripts(path, { cache: own })).total, kept().length]).toEqual([1, 1]);
    expect([(await readTranscripts(path, { cache: own, minQuality: 5 })).outside, kept().length]).toEqual([1, 2]);
    utimesSync(path, 1, 1);
    await readTranscripts(path, { cache: own });
    expect(kept().length).toBe(3);
    expect(kept().some((name) => name.startsWith('.partial'))).toBe(false);
    // What was damaged is sorted again.
    for (const name of kept()) writeFileSync(join(own, 'transcripts', name, 'places.f32'), '');
    expect((await readTranscripts(path, { cache: own })).places('CD3E').rows).toBe(1);
  });

  it('reads a region, without the groups of rows that lie elsewhere', async () => {
    const all = await read(join(fixture, 'transcripts.parquet'), { minQuality: 0 });
    const part = await read(join(fixture, 'transcripts.parquet'), {
      minQuality: 0,
      region: { x: [0, 1000], y: [0, 40] },
    });
    const inside = all.genes.flatMap((gene) => {
      const places = all.places(gene);
      return Array.from({ length: places.rows }, (_, i) => places.get(i, 1)).filter((y) => y <= 40);
    });
    expect([part.total, part.bounds.y[1] <= 40]).toEqual([inside.length, true]);
    await expect(
      read(join(fixture, 'transcripts.parquet'), { region: { x: [5, 1], y: [0, 1] } }),
    ).rejects.toMatchObject({ kind: 'invalid-argument' });
  });

  it('gives each transcript once in its tiles, coarse levels as even samples', async () => {
    // 90,000 of one gene on a grid, thrice as many rows as one level holds; 500 of a rare one.
    const lines = ['gene,global_x,global_y'];
    for (let i = 0; i < 90_000; i++) lines.push(`common,${i % 300},${Math.floor(i / 300)}`);
    for (let i = 0; i < 500; i++) lines.push(`rare,${i % 25},${Math.floor(i / 25)}`);
    const transcripts = await read(file('many.csv', lines));
    const depth = transcripts.depth('common');
    expect([depth, transcripts.depth('rare'), transcripts.outside]).toEqual([3, 0, undefined]);
    const seen = new Set<string>();
    let astray = 0;
    const counts = Array.from({ length: depth + 1 }, (_, level) => {
      let count = 0;
      for (let row = 0; row < 2 ** level; row++) {
        for (let column = 0; column < 2 ** level; column++) {
          const { places, of } = transcripts.tile('common', { level, column, row }, 1e6);
          const { corner, side, origin } = transcripts.grid;
          for (let i = 0; i < of; i++) {
            const [x, y] = [places[2 * i]! + origin[0], places[2 * i + 1]! + origin[1]];
            seen.add(`${Math.round(x)} ${Math.round(y)}`);
            astray = Math.max(astray, Math.abs((x - corner[0]) / (side / 2 ** level) - column - 0.5));
          }
          expect(of).toBeLessThan(4096 * 1.3);
          count += of;
        }
      }
      return count;
    });
    expect([seen.size, astray < 0.51]).toEqual([90_000, true]);
    // Each level with those above it is a fourth of the next, within five standard deviations.
    [1 / 64, 3 / 64, 3 / 16, 3 / 4].forEach((share, level) =>
      expect(Math.abs(counts[level]! - 90_000 * share)).toBeLessThan(5 * Math.sqrt(90_000 * share)),
    );
    expect(transcripts.tile('rare', { level: 0, column: 0, row: 0 }, 100)).toMatchObject({
      of: 500,
      places: { length: 200 },
    });
    expect(() => checkTranscripts(cells(expected.good), transcripts)).toThrow(/does not say in which cells/);
    expect(() => transcripts.count('comon')).toThrow(/Did you mean "common"/);
    transcripts.close();
    expect([transcripts.closed, () => transcripts.places('rare')]).toEqual([true, expect.any(Function)]);
    expect(() => transcripts.places('rare')).toThrow(/were closed/);
  });

  it('leaves out what has no place or no gene, and is not led astray by one that lies far off', async () => {
    const lines = ['feature_name,x_location,y_location,qv,cell_id'];
    for (let i = 0; i < 2000; i++) lines.push(`CD3E,${i % 50},${Math.floor(i / 50)},40,a`);
    lines.push(
      'CD3E,nan,1,40,a',
      'CD3E,,1,40,a',
      'CD3E,Infinity,1,40,a',
      'CD3E,1e300,1,40,a',
      ',1,1,40,a',
      'CD3E,1,1,,a',
      'CD3E,5000000,5,40,a',
    );
    const transcripts = await read(file('hostile.csv', lines));
    expect(transcripts.total).toBe(2001);
    expect(transcripts.notices).toEqual([
      '1 transcripts with a qv below 20 were left out; minQuality: 0 keeps them.',
      '4 transcripts without a place were left out.',
      '1 transcripts without a gene were left out.',
    ]);
    expect(transcripts.grid.side).toBeLessThan(60);
    expect(transcripts.bounds.x[1]).toBe(5_000_000);
    const near = transcripts.places('CD3E');
    expect(
      Math.max(...Array.from({ length: 2000 }, (_, i) => Math.abs(near.get(i, 0) - Math.round(near.get(i, 0))))),
    ).toBeLessThan(1e-5);
  });

  it('refuses what is none, and tables that lie', async () => {
    await expect(read(join(folder, 'nothing'))).rejects.toMatchObject({ kind: 'file-not-found' });
    await expect(read(file('other.csv', ['a,b', '1,2']))).rejects.toMatchObject({
      kind: 'unsupported-encoding',
      advice: expect.stringContaining('feature_name, x_location'),
    });
    await expect(read(file('empty.csv', ['gene,global_x,global_y', 'A,nan,1']))).rejects.toThrow(
      /no transcripts that could be kept. Left out: 0 by quality, 1 without a place/,
    );
    await expect(read(file('uneven.csv', ['gene,global_x,global_y', 'A,1']))).rejects.toMatchObject({
      kind: 'corrupt',
    });
    const genes = ['gene,global_x,global_y', ...Array.from({ length: 66_000 }, (_, i) => `g${i},1,1`)];
    await expect(read(file('genes.csv', genes))).rejects.toMatchObject({ kind: 'too-large' });
    const bytes = readFileSync(join(fixture, 'transcripts.parquet'));
    for (const [name, damaged] of [
      ['cut', bytes.subarray(0, 20_000)],
      ['rows', lyingRows(bytes)],
    ] as const) {
      const path = join(folder, `${name}.parquet`);
      writeFileSync(path, damaged);
      await expect(read(path)).rejects.toMatchObject({ kind: expect.stringMatching(/corrupt|too-large/) });
    }
    mkdirSync(join(folder, 'zipped'));
    writeFileSync(join(folder, 'zipped', 'transcripts.zarr.zip'), '');
    await expect(read(join(folder, 'zipped'))).rejects.toThrow(/transcripts.parquet, which Xenium writes beside it/);
    // Nothing half made stays behind.
    expect(readdirSync(join(cache, 'transcripts')).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(existsSync(cache)).toBe(true);
  });
});

describe('checkTranscripts', () => {
  it('names cells and genes that differ, the largest differences first', async () => {
    const transcripts = await read(join(fixture, 'transcripts.parquet'));
    const changed = expected.good.map((row) => [...row]);
    changed[3]![1]! += 1;
    changed[7]![2]! += 9;
    const { differences, table, counts, transcripts: counted } = checkTranscripts(cells(changed), transcripts);
    expect([differences, counts - counted]).toEqual([2, 10]);
    const rows = [0, 1].map((i) =>
      [table.get('cell'), table.get('gene')].map((column) =>
        'codes' in column ? column.categories[column.codes[i]!] : (column as { values: unknown[] }).values[i],
      ),
    );
    expect(rows).toEqual([
      [expected.names[7], 'EPCAM'],
      [expected.names[3], 'CD3E'],
    ]);
    expect(checkTranscripts(cells(changed), transcripts, { most: 1 }).table.length).toBe(1);
    expect(transcripts.count('EPCAM')).toBeGreaterThanOrEqual(sum(expected.good, 2));
  });

  it('shows another quality as what it is: too many', async () => {
    const transcripts = await read(join(fixture, 'transcripts.parquet'), { minQuality: 0 });
    const { differences, counts, transcripts: counted } = checkTranscripts(cells(expected.good), transcripts);
    expect(differences).toBeGreaterThan(30);
    expect(counted).toBeGreaterThan(counts);
  });

  it('refuses cells and genes of another section, and values that are no counts', async () => {
    const transcripts = await read(join(fixture, 'transcripts.parquet'));
    const names = expected.names.map((_, i) => `x${i}`);
    expect(() => checkTranscripts(cells(expected.good, names), transcripts)).toThrow(
      /no cells in common.*by: 'cell_id'/,
    );
    expect(() => checkTranscripts(cells(expected.good, expected.names, ['A', 'B']), transcripts)).toThrow(
      /no genes in common/,
    );
    const scaled = expected.good.map((row) => row.map((value) => value / 2));
    expect(() => checkTranscripts(cells(scaled), transcripts)).toThrow(/which is no count/);
  });
});

/** A file whose footer claims more rows in a group than it has: 125 becomes 8125, both as Thrift's varints of two bytes. */
function lyingRows(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const from = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
  const [honest, lie] = [Buffer.from([0xfa, 0x01]), Buffer.from([0xfa, 0x7e])];
  for (let at = changed.indexOf(honest, from); at >= 0; at = changed.indexOf(honest, at + 2)) lie.copy(changed, at);
  return changed;
}
