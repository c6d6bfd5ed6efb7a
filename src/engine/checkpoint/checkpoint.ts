import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TissuebookError } from '../../errors';
import type { Parameters } from '../parameters';
import { headerLength, readMetadata, readSafetensors, type StoredTensor, writeSafetensors } from './safetensors';

/** What a checkpoint says of itself: a model's name, options, seed, genes, where its training stands. Any JSON object. */
export type CheckpointCard = Record<string, unknown>;

/** Trees of parameters by name: { network: parameters, optimizer: adam.state }. */
export type ParameterTrees = Record<string, Parameters>;

export interface LoadOptions {
  /** False loads what fits and only lists the rest. Default true: anything that does not fit is an error. */
  strict?: boolean;
}

/** What a checkpoint brought, and what did not fit: full names, tree first. */
export interface LoadReport {
  card: CheckpointCard;
  missing: string[];
  unexpected: string[];
  misshaped: string[];
}

/** Files above this are refused before they are read (ours). */
const FILE_LIMIT = 16 * 2 ** 30;
const CARD_KEY = 'card';

/**
 * Saves parameters and a card in one safetensors file. It is written under another name, flushed to the disk and then
 * renamed: whatever happens, the path holds the old checkpoint or the new one, never a part of one.
 *
 * @throws TissuebookError kind 'disk-full' when there is no room; the old file stays
 */
export async function saveCheckpoint(path: string, trees: ParameterTrees, card: CheckpointCard = {}): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [tree, parameters] of Object.entries(trees)) {
    for (const [name, tensor] of await parameters.snapshot()) tensors.set(`${tree}.${name}`, tensor);
  }
  await writeAtomically(path, writeSafetensors(tensors, { [CARD_KEY]: JSON.stringify(card) }));
}

/**
 * Loads what saveCheckpoint() saved. The whole file is checked before the first parameter changes.
 *
 * @throws TissuebookError kind 'file-not-found', 'corrupt', 'too-large', or 'checkpoint-mismatch' with the lists of
 *   missing, unexpected and mis-shaped names
 */
export async function loadCheckpoint(
  path: string,
  trees: ParameterTrees,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { tensors, metadata } = readSafetensors(await readWhole(path));
  const report: LoadReport = { card: parseCard(metadata[CARD_KEY]), ...compare(trees, tensors) };
  const wrong = [...report.missing, ...report.unexpected, ...report.misshaped];
  if (wrong.length > 0 && options.strict !== false) throw mismatch(path, report);
  for (const [tree, parameters] of Object.entries(trees)) {
    for (const name of parameters.names()) {
      const stored = tensors.get(`${tree}.${name}`);
      if (stored && !report.misshaped.includes(`${tree}.${name}`)) {
        parameters.set(name, stored.data as ArrayLike<number>);
      }
    }
  }
  return report;
}

/** Only the card of a checkpoint. */
export async function readCard(path: string): Promise<CheckpointCard> {
  return parseCard(readSafetensors(await readWhole(path)).metadata[CARD_KEY]);
}

/**
 * The card of a checkpoint at once; of a file of any size the header alone is read, the weights are not looked at.
 * @throws TissuebookError kind 'file-not-found', 'corrupt' or 'too-large'
 */
export function readCardSync(path: string): CheckpointCard {
  if (!existsSync(path)) throw noFile(path);
  const file = openSync(path, 'r');
  try {
    const start = new Uint8Array(8);
    readSync(file, start);
    const header = new Uint8Array(headerLength(start, fstatSync(file).size));
    readSync(file, header, { position: 8 });
    return parseCard(readMetadata(header)[CARD_KEY]);
  } finally {
    closeSync(file);
  }
}

function compare(trees: ParameterTrees, tensors: ReadonlyMap<string, StoredTensor>): Omit<LoadReport, 'card'> {
  const shapes = new Map<string, string>();
  for (const [tree, parameters] of Object.entries(trees)) {
    for (const name of parameters.names()) shapes.set(`${tree}.${name}`, parameters.get(name).shape.join());
  }
  const fits = ({ shape, data }: StoredTensor, want: string): boolean =>
    shape.join() === want && (data instanceof Float32Array || data instanceof Float64Array);
  const names = [...shapes.keys()];
  return {
    missing: names.filter((name) => !tensors.has(name)),
    unexpected: [...tensors.keys()].filter((name) => !shapes.has(name)),
    misshaped: names.filter((name) => tensors.has(name) && !fits(tensors.get(name)!, shapes.get(name)!)),
  };
}

function parseCard(text: string | undefined): CheckpointCard {
  if (text === undefined) return {};
  try {
    const card: unknown = JSON.parse(text);
    if (typeof card === 'object' && card !== null && !Array.isArray(card)) return card as CheckpointCard;
  } catch (cause) {
    throw new TissuebookError('corrupt', "The checkpoint's card is not JSON.", { cause });
  }
  throw new TissuebookError('corrupt', "The checkpoint's card is not a JSON object.");
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > FILE_LIMIT) {
      throw new TissuebookError('too-large', `"${path}" has ${size} bytes; at most ${FILE_LIMIT} are read.`, {
        argument: 'path',
        found: size,
      });
    }
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw noFile(path);
  }
}

const noFile = (path: string): TissuebookError =>
  new TissuebookError('file-not-found', `There is no checkpoint "${path}".`, { argument: 'path', found: path });

async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(partial, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    if ((cause as NodeJS.ErrnoException).code !== 'ENOSPC') throw cause;
    throw new TissuebookError('disk-full', `There is no room for the checkpoint "${path}" (${bytes.length} bytes).`, {
      argument: 'path',
      found: bytes.length,
      advice: 'Free some space or save elsewhere; the checkpoint before it is unharmed.',
      cause,
    });
  }
}

function mismatch(path: string, { missing, unexpected, misshaped }: LoadReport): TissuebookError {
  const parts = Object.entries({ missing, unexpected, 'of another shape': misshaped })
    .filter(([, names]) => names.length > 0)
    .map(
      ([kind, names]) => `${names.length} ${kind} (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', ...' : ''})`,
    );
  return new TissuebookError('checkpoint-mismatch', `"${path}" does not fit this network: ${parts.join('; ')}.`, {
    argument: 'path',
    found: { missing, unexpected, misshaped },
    advice: "Create the model with the options on the checkpoint's card, or pass { strict: false } to load what fits.",
  });
}
