import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from './command';
import { ROOT } from './paths';
import { digest } from './stamp';
import type { Step } from './step';

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** What names the package and its hash. */
const PACKAGE = join(ROOT, 'scripts', 'browser');
const FETCHED = join(ROOT, '.cache', 'browser');
/** Starts the fetched browser with the libraries and fonts that came with it. */
const STARTER = join(FETCHED, 'chrome');

/** A browser: the one named in TISSUEBOOK_CHROME, the first Chrome or Chromium in a usual place, or the one that was fetched. */
export function findChrome(): string | undefined {
  const named = process.env['TISSUEBOOK_CHROME'];
  if (named) return existsSync(named) ? named : undefined;
  return PATHS.find((path) => existsSync(path)) ?? onPath() ?? (existsSync(STARTER) ? STARTER : undefined);
}

function onPath(): string | undefined {
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'chrome']) {
    try {
      return execFileSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' }).split(
        '\n',
      )[0];
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

/** Fetches a browser for the tests where there is none. Without a network the tests that need it are skipped, which they say. */
export const browserStep: Step = {
  name: 'browser',
  what: 'fetching a Chromium for the browser tests, as none was found (67 MB)',
  digest: () => digest([PACKAGE]),
  present: () => findChrome() !== undefined,
  async run() {
    if (findChrome() !== undefined) return 'found';
    if (process.platform !== 'linux' || process.arch !== 'x64') return 'none; name one in TISSUEBOOK_CHROME';
    try {
      await fetchChrome();
    } catch {
      return 'none could be fetched; name one in TISSUEBOOK_CHROME';
    }
    return 'fetched';
  },
};

async function fetchChrome(): Promise<void> {
  const unpacked = join(FETCHED, 'files');
  mkdirSync(unpacked, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(PACKAGE, name), join(FETCHED, name));
  await command('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FETCHED,
    purpose: 'Fetching a browser',
  });
  await command(process.execPath, [join(PACKAGE, 'inflate.mjs'), FETCHED], {
    env: { TMPDIR: unpacked },
    purpose: 'Unpacking the browser',
  });
  const program = join(unpacked, 'chromium');
  const incomplete = /not found/.test(spawnSync('ldd', [program], { encoding: 'utf8' }).stdout);
  const settings = [
    `FONTCONFIG_FILE='${writeFontSettings(join(unpacked, 'fonts', 'fonts'))}'`,
    ...(incomplete ? [`LD_LIBRARY_PATH='${join(unpacked, 'al2023', 'lib')}'`] : []),
  ];
  writeFileSync(STARTER, `#!/bin/sh\n${settings.join(' ')} exec '${program}' "$@"\n`);
  chmodSync(STARTER, 0o755);
}

/** The fonts that came with the browser, beside those of the system, if it has any. */
function writeFontSettings(fonts: string): string {
  const file = join(FETCHED, 'fonts.conf');
  const folders = [fonts, '/usr/share/fonts', '/usr/local/share/fonts'].map((folder) => `<dir>${folder}</dir>`);
  const cache = `<cachedir>${join(FETCHED, 'font-cache')}</cachedir>`;
  writeFileSync(
    file,
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>${folders.join('')}${cache}</fontconfig>\n`,
  );
  return file;
}
