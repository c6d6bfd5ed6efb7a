import { unzipSync } from 'fflate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fixtures = join(__dirname, '..', '..', 'fixtures');

/** Unpacks a folder of the fixtures ('zarr3.zip') to `place`, and gives that. */
export function unpacked(name: string, place: string, fixture: 'data' | 'faults' = 'data'): string {
  const files = unzipSync(readFileSync(join(fixtures, fixture, name)));
  for (const [path, bytes] of Object.entries(files)) {
    const target = join(place, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return place;
}
