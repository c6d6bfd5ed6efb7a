#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { INTO, SHARED } from './sharedModules';
import { install, list, remove } from './spec/install';

const USAGE = `Usage: tissuebook kernel install [--prefix DIR | --user] [--env NAME=VALUE]...
       tissuebook kernel remove  [--prefix DIR | --user]
       tissuebook kernel list    [--prefix DIR]
       tissuebook kernel compile
       tissuebook doctor [--json]
       tissuebook cache list
       tissuebook cache clear [NAME]...
       tissuebook compare SAVED AGAIN

install   makes the kernel known to Jupyter: under DIR (of a virtual environment), or for this user
remove    takes it back
list      shows where it is known
compile   keeps what is compiled of the program for all users of this installation: their first kernel starts as later ones
--env     starts the kernel with this variable; may be given several times
doctor    looks at what training needs: the GPU and its driver, TensorFlow, memory, one training step
cache     lists what is kept, weights, data sets and compiled steps, or removes it: by name ('steps' for the last), or all
compare   says in which cell a notebook, run again, first differs from what was saved, and by how much
`;

/** The library's programs that do so; programs of their own, as the kernel does not import the library. */
const DOCTOR = path.join(__dirname, '..', 'src', 'engine', 'doctor', 'main.js');
const CACHE = path.join(__dirname, '..', 'src', 'engine', 'keptSteps', 'main.js');
const COMPARE = path.join(__dirname, '..', 'src', 'receipts', 'main.js');

function fail(message: string): never {
  process.stderr.write(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function variables(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) fail(`--env must be NAME=VALUE, found "${pair}".`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function readArguments(): { verb: string | undefined; prefix: string | undefined; env: string[] } {
  const options = {
    prefix: { type: 'string' },
    user: { type: 'boolean' },
    env: { type: 'string', multiple: true },
  } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (positionals[0] !== 'kernel' || positionals.length !== 2) fail('Say what to do with the kernel.');
    if (values.user && values.prefix) fail('--user and --prefix cannot be combined.');
    return { verb: positionals[1], prefix: values.prefix, env: values.env ?? [] };
  } catch (error) {
    return fail((error as Error).message);
  }
}

function serveKernel(): void {
  const { verb, prefix, env } = readArguments();
  if (verb === 'install') {
    process.stdout.write(`Installed in ${install(prefix, variables(env))}\n`);
  } else if (verb === 'remove') {
    process.stdout.write(remove(prefix) ? 'Removed.\n' : 'There was none.\n');
  } else if (verb === 'list') {
    for (const { folder, spec } of list(prefix)) process.stdout.write(`${spec.display_name}\t${folder}\n`);
  } else if (verb === 'compile') {
    compile();
  } else {
    fail(`There is no "${verb}".`);
  }
}

/** The flags of this process must be those of kernels: Node.js keeps what was compiled by flags, too. */
function compile(): void {
  if (Number(process.versions.node.split('.')[0]) < 22) fail('Only Node 22 and newer keep what was compiled.');
  const program = path.join(__dirname, 'compileAhead.js');
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  const { status } = spawnSync(process.execPath, [...process.execArgv, program], {
    env: { ...process.env, [INTO]: SHARED },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  shareFiles(SHARED);
  process.stdout.write(`Kept in ${SHARED}\n`);
}

/** Node.js writes such files for their owner alone. */
function shareFiles(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

function examine(given: string[]): void {
  if (given.some((one) => one !== '--json')) fail(`doctor takes --json alone, found "${given.join(' ')}".`);
  runProgram(DOCTOR, given);
}

function serveCache(given: string[]): void {
  const [verb, ...names] = given;
  if (verb !== 'clear' && (verb !== 'list' || names.length > 0))
    fail(`cache takes list or clear, found "${given.join(' ')}".`);
  runProgram(CACHE, given);
}

function runProgram(program: string, given: readonly string[]): void {
  process.exitCode = spawnSync(process.execPath, [program, ...given], { stdio: 'inherit' }).status ?? 1;
}

const [first, ...rest] = process.argv.slice(2);
if (first === 'doctor') examine(rest);
else if (first === 'cache') serveCache(rest);
else if (first === 'compare') runProgram(COMPARE, rest);
else serveKernel();
