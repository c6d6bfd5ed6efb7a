import { TissuebookError } from '../../errors';
import type { AnnData } from '../annData';
import type { Container } from '../encoding/container';
import { containerWithin } from '../encoding/containerWithin';
import { toPositions } from '../encoding/numbers';
import { readAnnData } from '../encoding/readAnnData';
import { inPlace, numbersAt } from '../encoding/readMatrix';
import { sizeOf } from '../encoding/values';
import type { AxisMap } from './axisMaps';
import { MuData, wholeParts } from './muData';

/**
 * A MuData as a container keeps it: the whole at the root, modalities under /mod.
 *
 * @throws TissuebookError 'corrupt' (no modality, one that is named and not there, one that contains the others),
 *   'unsupported-encoding' (AnnData; a modality that is a link or has modalities; axis 1 or -1), 'shape-mismatch' (a map
 *   that does not lead to the cells of its names), and as readAnnData
 */
export function readMuData(file: Container): MuData {
  checkKind(file);
  const names = modalityNames(file);
  const mod = names.map((name) => [name, readModality(file, name)] as const);
  const whole = wholeParts(readAnnData(file));
  // mudata keeps beside the maps which cells each modality has, under its name.
  for (const name of names) {
    whole.obsm.delete(name);
    whole.varm.delete(name);
  }
  const notices = [...whole.notices, ...mod.flatMap(([name, data]) => data.notices.map((text) => `${name}: ${text}`))];
  const obsmap = readMaps(file, 'obs', names, whole.obs.length, notices);
  const varmap = readMaps(file, 'var', names, whole.var.length, notices);
  return inPlace(file, '/', () => new MuData({ ...whole, mod, obsmap, varmap, notices }));
}

function checkKind(file: Container): void {
  if (file.text('/', 'encoding-type') !== 'MuData' && file.kind('/mod') === 'none' && file.kind('/obs') !== 'none') {
    throw new TissuebookError('unsupported-encoding', `${file.name} is no MuData: it is an AnnData.`, {
      argument: 'path',
      advice: 'An .h5ad file is read with readH5ad.',
    });
  }
  if (file.kind('/mod') !== 'group') {
    throw new TissuebookError('corrupt', `${file.at('/mod')}, the group of modalities, is missing.`, {
      argument: '/mod',
      found: file.kind('/mod'),
    });
  }
  const axis = file.attribute('/', 'axis');
  const value = axis?.kind === 'numbers' ? Number(axis.values[0]) : 0;
  if (value === 0) return;
  throw new TissuebookError('unsupported-encoding', `${file.name} has the axis ${value}.`, {
    argument: 'axis',
    found: value,
    advice: 'Modalities that share their cells are read, which is axis 0; not those that share features.',
  });
}

/** Names in the order that the file says; those that it leaves out come last. */
function modalityNames(file: Container): string[] {
  const there = file.keys('/mod');
  const order = file.attribute('/mod', 'mod-order');
  const named = order?.kind === 'text' ? order.values : [];
  const wrong = named.find((name, i) => !there.includes(name) || named.indexOf(name) !== i);
  if (there.length === 0 || wrong !== undefined) {
    const what = wrong === undefined ? 'has no modality' : `names "${wrong}", which is not there once`;
    throw new TissuebookError('corrupt', `${file.at('/mod')} ${what}.`, { argument: '/mod', found: wrong });
  }
  return [...named, ...there.filter((name) => !named.includes(name))];
}

function readModality(file: Container, name: string): AnnData {
  const path = `/mod/${name}`;
  const kind = file.kind(path);
  if (kind !== 'group') {
    const link = kind === 'link';
    throw new TissuebookError(
      link ? 'unsupported-encoding' : 'corrupt',
      `${file.at(path)} is ${link ? 'a link to elsewhere' : 'no modality'}.`,
      { argument: path, found: kind },
    );
  }
  const above = [file.identity('/'), file.identity('/mod')];
  const inner = file.kind(`${path}/mod`) === 'group' ? file.identity(`${path}/mod`) : '';
  if (above.includes(file.identity(path)) || above.includes(inner)) {
    throw new TissuebookError('corrupt', `${file.at(path)} contains itself.`, { argument: path });
  }
  if (inner || file.text(path, 'encoding-type') === 'MuData') {
    throw new TissuebookError('unsupported-encoding', `${file.at(path)} has modalities of its own.`, {
      argument: path,
    });
  }
  return readAnnData(containerWithin(file, path));
}

/** The maps that a file has; undefined, to be made by name, where it has none, as files of mudata 0.1. */
function readMaps(
  file: Container,
  axis: 'obs' | 'var',
  names: readonly string[],
  rows: number,
  notices: string[],
): [string, AxisMap][] | undefined {
  const group = `/${axis}map`;
  if (file.kind(group) !== 'group') {
    notices.push(`There is no ${axis}map: the rows of ${axis} were matched by name.`);
    return undefined;
  }
  return names.map((name) => {
    const path = `${group}/${name}`;
    const count = file.kind(path) === 'dataset' ? sizeOf(file.describe(path).shape ?? [0]) : undefined;
    if (count !== rows) {
      const found = count === undefined ? 'is missing' : `has ${count} entries for ${rows} rows`;
      throw new TissuebookError('shape-mismatch', `${file.at(path)} ${found}.`, { argument: path, found: count });
    }
    file.reserve(path, 4 * rows);
    return [name, toPositions(numbersAt(file, path), file.at(path))];
  });
}
