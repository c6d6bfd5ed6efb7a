// The only script that runs before the packages are installed, hence plain JavaScript on Node's own modules.
// It checks Node, installs the packages of the lockfile when they changed, and hands over to scripts/<command>.ts.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const stampFile = join(root, 'node_modules', '.tissuebook-packages');
const [command, ...args] = process.argv.slice(2);

/** Ends with one sentence. */
function give(sentence) {
  console.error(`\nTissuebook cannot go on: ${sentence}`);
  process.exit(1);
}

/** What the installed packages depend on: the lockfile and this Node's module ABI. */
function packagesStamp() {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(process.versions.modules).digest('hex');
}

function installPackages() {
  const stamp = packagesStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const started = Date.now();
  console.log('node packages: installing what package-lock.json names (about a minute the first time) ...');
  const underNpm = process.env.npm_execpath;
  const [program, first] = underNpm ? [process.execPath, [underNpm]] : ['npm', []];
  // The calling npm hands its settings down in npm_* variables; the installing one reads .npmrc itself.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!execpath)/i.test(name)),
  );
  const result = spawnSync(program, [...first, 'ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    stdio: ['ignore', 'inherit', 'pipe'],
    shell: !underNpm && process.platform === 'win32',
  });
  if (result.error) give(`npm could not be started (${result.error.message}). Install Node 20 or newer with npm.`);
  if (result.status !== 0) {
    console.error(result.stderr);
    if (/ENOSPC|no space left/i.test(result.stderr))
      give('the disk is full. Free about 3 GB and run the same command again.');
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET/.test(result.stderr)) {
      give('the npm registry could not be reached. Check the network and run the same command again: it resumes.');
    }
    give(
      `npm ci ended with code ${result.status}; its own words are above. Run the same command again when that is mended.`,
    );
  }
  writeFileSync(stampFile, stamp);
  console.log(`node packages: installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  give(`Node ${process.versions.node} is too old: version 20 or newer is needed.`);
}
if (!command || !existsSync(join(root, 'scripts', `${command}.ts`)))
  give('call it as npm start, npm test, npm run bench or npm run quality.');
installPackages();
const result = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', `${command}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
