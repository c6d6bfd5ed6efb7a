import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../../scripts/setup/command';
import { ROOT } from '../../../scripts/setup/paths';
import { headingsOfCells } from '../../../scripts/setup/notebook';
import { findPython } from '../../../scripts/setup/python';
import { SetupError } from '../../../scripts/setup/report';
import { digest } from '../../../scripts/setup/stamp';
import { summaryLines } from '../../../scripts/setup/summary';
import { assemble } from '../../../scripts/html/exportHtml';

const folder = mkdtempSync(join(tmpdir(), 'tissuebook-setup-'));

/** A program that prints a text and ends with a code. */
function program(name: string, says: string, code: number): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}' >&2\nexit ${code}\n`);
  chmodSync(path, 0o755);
  return path;
}

function start(...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', join(ROOT, 'scripts', 'start.ts'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
}

describe('npm start', () => {
  it('refuses a file that is not there in one sentence, before anything is set up', () => {
    const { status, stderr, stdout } = start('--data', join(folder, 'none.h5ad'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/cannot go on: there is no file .*none\.h5ad/);
    expect(stdout).not.toContain('setting up');
  });

  it('refuses options that it does not know, and shows those it does', () => {
    const { status, stderr } = start('--date', 'x');
    expect(status).toBe(1);
    expect(stderr).toContain('--date');
    expect(stderr).toContain('--labels COLUMN');
  });

  it('refuses a number of epochs that is none', () => {
    expect(start('--epochs', '1.5').stderr).toContain('--epochs must be a whole number from 1, found 1.5');
  });
});

describe('a set-up step that fails', () => {
  it('says that the disk is full', async () => {
    const full = program('full', 'OSError: [Errno 28] No space left on device', 1);
    await expect(command(full, [], { purpose: 'Installing' })).rejects.toThrow(/Installing: the disk is full/);
  });

  it('says that a download failed, and that a repeat goes on', async () => {
    const offline = program('offline', 'Failed to establish a new connection', 1);
    await expect(command(offline, [], { purpose: 'Installing' })).rejects.toThrow(
      /a download failed.*goes on from here/,
    );
  });

  it('names the program that is missing', async () => {
    await expect(command(join(folder, 'absent'), [], { purpose: 'Building' })).rejects.toThrow(SetupError);
  });
});

describe('the choice of Python', () => {
  it('takes the first that is new enough', () => {
    const old = program('python-old', '', 0);
    writeFileSync(old, '#!/bin/sh\necho 3 8\n');
    const good = join(folder, 'python-good');
    writeFileSync(good, '#!/bin/sh\necho 3 12\n');
    chmodSync(good, 0o755);
    expect(findPython([join(folder, 'absent'), old, good])).toBe(good);
  });

  it('says which ones were too old', () => {
    const old = join(folder, 'python-old');
    expect(() => findPython([old])).toThrow(/Python 3\.10 or newer is needed \(.*python-old is 3\.8\)/);
  });
});

describe('the digest of a step', () => {
  it('changes with a file, its name and a string, and with nothing else', () => {
    const a = join(folder, 'a.txt');
    writeFileSync(a, 'one');
    const first = digest([a], 'x');
    expect(digest([a], 'x')).toBe(first);
    expect(digest([a], 'y')).not.toBe(first);
    writeFileSync(a, 'two');
    expect(digest([a], 'x')).not.toBe(first);
  });
});

describe('the exported page', () => {
  it('takes style and script as they are, "$&" included', () => {
    const page = assemble(
      '<head><!--tissuebook-style--></head><!--tissuebook-bundle-->',
      'a{}',
      "x.replace(/a/, '$&')",
    );
    expect(page).toContain("x.replace(/a/, '$&')");
    expect(page).toContain('<style>\na{}\n</style>');
  });

  it.each([
    '<script src="https://example.org/a.js"></script>',
    '<img alt="" src=//example.org/a.png>',
    '<link rel="stylesheet" href="http://example.org/a.css">',
    '<style>b{background:url(https://example.org/a.png)}</style>',
  ])('is refused when it would fetch %s', (element) => {
    expect(() => assemble(`<body>${element}</body>`, '', '')).toThrow(/would fetch something/);
  });

  it('may hold links', () => {
    expect(assemble('<a href="https://example.org">a</a>', '', '')).toContain('example.org');
  });
});

describe('what npm start prints', () => {
  it('names each cell by the heading above it, and leaves out cells without code', () => {
    const cells = [
      { cell_type: 'code', source: 'const a = 1' },
      { cell_type: 'markdown', source: ['Words first.\n', '\n', '## Train\n'] },
      { cell_type: 'code', source: ['  \n'] },
      { cell_type: 'code', source: ['a'] },
      { cell_type: 'markdown', source: 'no heading here' },
      { cell_type: 'code', source: 'b' },
    ];
    expect(headingsOfCells({ cells })).toEqual(['', 'Train', 'Train']);
  });

  it('shows lists of methods as a table, groups indented, numbers to three places', () => {
    expect(summaryLines('cells', 3029).join()).toMatch(/^ {2}cells +3029$/);
    expect(summaryLines('seconds', { train: 1.23456 })).toEqual([
      '  seconds',
      expect.stringMatching(/^ {4}train +1\.23$/),
    ]);
    const [title, header, first, ...rest] = summaryLines('imputation', [
      { method: 'squint', genePearson: 0.4966 },
      { method: 'mean of all', genePearson: 0 },
    ]);
    expect(title).toBe('  imputation');
    expect(header).toMatch(/^ +genePearson$/);
    expect(first).toMatch(/^ {4}squint +0\.497$/);
    expect(rest).toHaveLength(1);
    expect(first).toHaveLength(rest[0]!.length);
  });
});
