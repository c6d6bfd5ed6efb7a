import { unzipSync } from 'fflate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const fixtures = join(__dirname, '..', '..', 'fixtures', 'data');

/** Unpacks a folder of the fixtures ('zarr3.zip') to `place`, and gives that. */
export function unpacked(name: string, place: string): string {
  const files = unzipSync(readFileSync(join(fixtures, name)));
  for (const [path, bytes] of Object.entries(files)) {
    const target = join(place, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
  return place;
}
