import type { Container } from '../encoding/container';
import { expectAnnData } from '../encoding/expectAnnData';
import { isAbsent } from '../encoding/isAbsent';
import { matrixLayout, numbersAt, type WantedShape } from '../encoding/readMatrix';
import { rawPaths, readAnnotations, readRawFeatures } from '../encoding/readAnnData';
import { leaveOutUnknown } from '../encoding/readTable';
import type { FileLimits } from '../h5ad/h5File';
import { BackedAnnData } from './backedAnnData';
import { BackedMatrix } from './backedMatrix';
import { CscSource } from './cscSource';
import { csrSource } from './csrSource';
import { denseSource } from './denseSource';
import { H5Session } from './h5Session';
import type { Session } from './session';

/** Reading no row checks what can be checked before: filters, the type of the values, the size of the chunks. */
const NO_ROWS = [0, 0] as const;

/** Opens an .h5ad file and leaves its matrices in it. */
export async function openBacked(path: string, limits: FileLimits): Promise<BackedAnnData> {
  const session = new H5Session(path, limits);
  return session.use([], (file) => {
    expectAnnData(file);
    return backedAnnData(session, file);
  });
}

/** The AnnData of a container, with matrices that a session reads. */
export function backedAnnData(session: Session, file: Container): BackedAnnData {
  const annotations = readAnnotations(file);
  const [rows, columns] = [annotations.obs.length, annotations.var.length];
  const group = (at: string, want: WantedShape): Map<string, BackedMatrix> => {
    const found = new Map<string, BackedMatrix>();
    for (const name of file.kind(at) === 'group' ? file.keys(at) : []) {
      leaveOutUnknown(annotations.notices, () => found.set(name, backed(session, file, `${at}/${name}`, want)));
    }
    return found;
  };
  return new BackedAnnData(session, annotations, {
    X: isAbsent(file, '/X') ? undefined : backed(session, file, '/X', { rows, columns }),
    layers: group('/layers', { rows, columns }),
    obsp: group('/obsp', { rows, columns: rows }),
    raw: backedRaw(session, file, rows, annotations.notices),
  });
}

function backed(session: Session, file: Container, path: string, want: WantedShape): BackedMatrix {
  const layout = matrixLayout(file, path, want);
  for (const at of layout.format === 'dense' ? [path] : [`${path}/indices`, `${path}/data`])
    numbersAt(file, at, NO_ROWS);
  if (layout.format === 'dense') return new BackedMatrix(denseSource(session, file, path, layout));
  if (layout.format === 'csr') return new BackedMatrix(csrSource(session, file, path, layout));
  return new BackedMatrix(new CscSource(session, file, path, layout));
}

function backedRaw(session: Session, file: Container, rows: number, notices: string[]): BackedAnnData['raw'] {
  const paths = rawPaths(file);
  if (!paths) return undefined;
  const { var: table, varm } = readRawFeatures(file, paths, rows, notices);
  return { X: backed(session, file, paths.X, { rows, columns: table.length }), var: table, varm };
}
