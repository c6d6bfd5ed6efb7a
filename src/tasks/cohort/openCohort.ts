import { CohortFiles } from '../../data';
import { findFiles } from '../../data/cohort/findFiles';
import { type FileParts, partsOfFile } from '../../data/cohort/partOf';
import { TissuebookError } from '../../errors';
import type { WorkPlace } from '../../models';
import { checkOptions, integer, text } from '../../options';
import { onCheck } from '../shared/onCluster';
import { eachOn } from './eachOn';

export interface OpenCohortOptions {
  /** Column of obs whose groups are parts: sections, or patients with one each. A file is a part unless it is given. */
  section?: string;
  /** Most cells of a part; larger ones are cut anywhere. Not for models of tissue, whose cells would lose neighbors. */
  cells?: number;
  /** A cluster, whose workers look into the files. */
  on?: WorkPlace;
}

/**
 * A cohort of files as parts: nothing but names, rows and features comes into memory. Files are .h5ad or zarr of one AnnData each (a folder, a
 * `.zarr.zip`), read in blocks. With a cluster, all its workers see the files under the same paths.
 *
 * @param source a pattern of paths ('/shared/tumors/*.h5ad'), or paths
 * @throws TissuebookError 'file-not-found', 'missing-key' (a file without the column), 'invalid-argument' (no feature that all have),
 *   and as readH5ad and readZarr
 * @example
 * const cohort = await openCohort('/shared/tumors/*.h5ad', { section: 'patient', on: workers });
 * await embed(cifm, cohort, { on: workers });
 */
export async function openCohort(
  source: string | readonly string[],
  options: OpenCohortOptions = {},
): Promise<CohortFiles> {
  checkOptions('openCohort', options, { section: text, cells: integer(1), on: onCheck });
  const patterns = typeof source === 'string' ? [source] : [...source];
  const paths = [...new Set(patterns.flatMap((pattern) => findFiles('openCohort', pattern)))];
  const { on, ...how } = options;
  const found = await eachOn<FileParts>(on, paths, {
    task: 'cohort.parts',
    argument: (path) => ({ path, options: how }),
    title: (path) => `look into ${path}`,
    here: (path) => partsOfFile(path, how),
  });
  return joined(paths, found);
}

function joined(paths: readonly string[], found: readonly FileParts[]): CohortFiles {
  const sets = found.map(({ features }) => new Set(features));
  const [first = []] = found.map(({ features }) => features);
  const common = first.filter((name) => sets.every((set) => set.has(name)));
  if (common.length === 0) {
    throw new TissuebookError('invalid-argument', `openCohort: the ${paths.length} files have no feature in common.`, {
      argument: 'source',
      found: paths.length,
    });
  }
  const most = Math.max(...sets.map(({ size }) => size));
  const notices = common.length < most ? [`${most - common.length} features are left out: some files lack them.`] : [];
  return new CohortFiles(found.flatMap(({ parts }) => parts), common, notices); // prettier-ignore
}
