import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expandHome } from '../cacheFolder';
import { TissuebookError } from '../errors';
import { checkOptions, text } from '../options';

/** Files of an encrypted connection, in PEM. */
export interface Certificates {
  /** Of who signed the scheduler's certificate. */
  ca: string;
  /** The one to show, and its key. */
  certificate: string;
  key: string;
}

/** The files under Dask's names. @throws TissuebookError 'file-not-found', 'invalid-argument' */
export function readCertificates(given: Certificates | string): Record<string, string> {
  const { ca, certificate, key } = typeof given === 'string' ? inFolder(given) : checked(given);
  const files = { tls_ca_file: ca, tls_client_cert: certificate, tls_client_key: key };
  return Object.fromEntries(Object.entries(files).map(([name, path]) => [name, present(path)]));
}

function inFolder(folder: string): Certificates {
  const at = (name: string): string => join(folder, name);
  return { ca: at('ca.pem'), certificate: at('cert.pem'), key: at('key.pem') };
}

function checked(given: Certificates): Certificates {
  checkOptions('certificates', given, { ca: text, certificate: text, key: text });
  return given;
}

function present(path: string): string {
  const found = resolve(expandHome(path));
  if (existsSync(found)) return found;
  throw new TissuebookError('file-not-found', `dask.connect: there is no file ${found}.`, {
    argument: 'certificates',
    found,
    advice: 'certificates is a folder with ca.pem, cert.pem and key.pem, or { ca, certificate, key }.',
  });
}
