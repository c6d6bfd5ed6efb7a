import { unzipSync } from 'fflate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fixtures = join(__dirname, '..', '..', 'fixtures');

/** The files of a folder of the fixtures ('zarr3.zip'), by their places in it. */
export const fixtureFiles = (name: string, fixture: 'data' | 'faults' = 'data'): Record<string, Uint8Array> =>
  unzipSync(readFileSync(join(fixtures, fixture, name)));

/** Unpacks a folder of the fixtures ('zarr3.zip') to `place`, and gives that. */
export function unpacked(name: string, place: string, fixture: 'data' | 'faults' = 'data'): string {
  for (const [path, bytes] of Object.entries(fixtureFiles(name, fixture))) {
    const target = join(place, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return place;
}
