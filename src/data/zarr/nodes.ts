import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TissuebookError } from '../../errors';
import type { ObjectKind } from '../encoding/container';
import { recognizeFile } from '../recognize';
import { recognizeFolder } from '../recognizeFolder';

/** A group, an array, or what is neither. */
export interface ZarrNode {
  kind: ObjectKind;
  /** 2 or 3. */
  version: 2 | 3;
  attributes: Record<string, unknown>;
  /** Names of what is in a group. */
  members: string[];
}

/** A file that describes a node: the column names of a table, a copy of all metadata below. */
const MAX_JSON_BYTES = 64 * 2 ** 20;
export const MAX_NODES = 100_000;
export const MAX_DEPTH = 64;

/**
 * All nodes of a zarr folder by their paths, '/' first. Links are not followed, and what is below an array is not looked at.
 *
 * @param within tells whether a group's members are wanted
 * @throws TissuebookError 'file-not-found', 'unsupported-encoding' (no zarr group), 'corrupt', 'too-large'
 */
export function listNodes(folder: string, within: (path: string) => boolean = () => true): Map<string, ZarrNode> {
  const nodes = new Map<string, ZarrNode>();
  const visit = (place: string, path: string, depth: number): void => {
    const node = describeNode(place);
    nodes.set(path === '' ? '/' : path, node);
    if (nodes.size > MAX_NODES || depth > MAX_DEPTH) {
      throw new TissuebookError('too-large', `${folder} has more than ${MAX_NODES} members or ${MAX_DEPTH} levels.`, {
        argument: 'folder',
        found: folder,
      });
    }
    if (node.kind !== 'group' || !within(path)) return;
    const entries = readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
      node.members.push(entry.name);
      visit(join(place, entry.name), `${path}/${entry.name}`, depth + 1);
    }
  };
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) {
    throw new TissuebookError('file-not-found', `There is no folder ${folder}.`, { argument: 'folder', found: folder });
  }
  visit(folder, '', 0);
  if (nodes.get('/')!.kind === 'group') return nodes;
  const known = found.isFile() ? recognizeFile(folder) : recognizeFolder(folder);
  throw new TissuebookError(
    'unsupported-encoding',
    `${folder} is no zarr group${known ? `: it is ${known.what}` : ''}.`,
    {
      argument: 'folder',
      found: folder,
      advice: known?.advice ?? 'A zarr group is a folder with a file zarr.json or .zgroup.',
    },
  );
}

function describeNode(place: string): ZarrNode {
  const node = (kind: ObjectKind, version: 2 | 3, attributes: unknown): ZarrNode => ({
    kind,
    version,
    attributes: isRecord(attributes) ? attributes : {},
    members: [],
  });
  if (!lstatSync(place).isDirectory()) return node('link', 3, {});
  const newer = readJson(join(place, 'zarr.json'));
  if (newer !== undefined) {
    const kind = isRecord(newer) && newer['node_type'] === 'array' ? 'dataset' : 'group';
    return node(kind, 3, isRecord(newer) ? newer['attributes'] : {});
  }
  const isFile = (name: string): boolean => lstatSync(join(place, name), { throwIfNoEntry: false })?.isFile() ?? false;
  const kind = isFile('.zarray') ? 'dataset' : isFile('.zgroup') ? 'group' : 'other';
  return node(kind, 2, kind === 'other' ? {} : readJson(join(place, '.zattrs')));
}

/** Undefined where there is no such file. */
function readJson(path: string): unknown {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return undefined;
  checkJsonSize(path, found.size);
  return parseJson(path, readFileSync(path, 'utf8'));
}

/** @throws TissuebookError 'too-large' when a file that describes a node is larger than any should be */
export function checkJsonSize(path: string, size: number): void {
  if (size <= MAX_JSON_BYTES) return;
  throw new TissuebookError('too-large', `${path} has ${size} bytes.`, { argument: path, found: size });
}

/** A metadata file's content. @throws TissuebookError 'corrupt' */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return parseWithNaN(path, text, cause);
  }
}

/** Python writes NaN and infinities as they are, which JSON does not know: they are read as text. */
function parseWithNaN(path: string, text: string, cause: unknown): unknown {
  try {
    return JSON.parse(text.replace(/(?<=[:[,]\s*)(?:NaN|-?Infinity)(?=\s*[,\]}])/g, '"$&"'));
  } catch {
    throw new TissuebookError('corrupt', `${path} is no JSON: ${(cause as Error).message}.`, { argument: path, cause });
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
