import { TissuebookError } from '../errors';
import { shownAddress, type Source } from './source';

/** What Node throws while something is fetched, as a TissuebookError that says what to do. */
export function explainFailure(cause: unknown, source: Source, cache: string, signal: AbortSignal): unknown {
  const what = source.url ? shownAddress(source.url) : source.name;
  if (signal.aborted) {
    return new TissuebookError('aborted', `The fetch of ${what} was stopped.`, {
      cause,
      advice: 'What has arrived is kept: asking again goes on from there.',
    });
  }
  if (cause instanceof TissuebookError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TissuebookError('disk-full', `There is no more room in ${cache}.`, {
      argument: 'cache',
      found: cache,
      cause,
      advice:
        'Free some space and ask again: what has arrived is kept. Or set TISSUEBOOK_CACHE to a folder on another disk.',
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new TissuebookError('download-failed', `The cache folder ${cache} may not be written (${code}).`, {
      argument: 'cache',
      found: cache,
      cause,
      advice: 'Set TISSUEBOOK_CACHE to a folder of your own.',
    });
  }
  return new TissuebookError('download-failed', `${what} could not be fetched: ${message}.`, {
    argument: 'source',
    found: code,
    cause,
    advice: adviceFor(code),
  });
}

function adviceFor(code: string | undefined): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ECONNREFUSED') {
    return 'Check the network and the address; behind a proxy set HTTPS_PROXY. TISSUEBOOK_MIRROR names a folder of files to take instead.';
  }
  if (code?.includes('CERT') || code?.startsWith('UNABLE_') || code?.includes('SELF_SIGNED')) {
    return 'The certificate is not trusted; one of your own institution goes into NODE_EXTRA_CA_CERTS.';
  }
  return 'Ask again: what has arrived is kept.';
}
