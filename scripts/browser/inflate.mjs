// Unpacks the browser of @sparticuz/chromium into the folder that TMPDIR names. Its argument is the folder with node_modules.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.argv[2], 'package.json'));
const main = require.resolve('@sparticuz/chromium');
const { inflate } = await import(pathToFileURL(main).href);
const packed = join(dirname(main), '..', 'bin');
for (const name of readdirSync(packed)) await inflate(join(packed, name));
