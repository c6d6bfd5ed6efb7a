import { describe, expect, it } from 'vitest';
import { TissuebookError } from '../../../src/errors';
import { explainFailure } from '../../../src/fetch/explainFailure';
import { parseSource } from '../../../src/fetch/source';

const source = parseSource('https://host.test/a/weights.safetensors?token=secret');
const going = new AbortController().signal;
const explain = (code: string, signal = going): TissuebookError => {
  const error = explainFailure(
    Object.assign(new Error('words of the system'), { code }),
    source,
    '/home/me/cache',
    signal,
  );
  expect(error).toBeInstanceOf(TissuebookError);
  expect((error as Error).message).not.toContain('secret');
  return error as TissuebookError;
};

describe('what the system says of a fetch', () => {
  it.each([
    ['ENOSPC', 'disk-full', /no more room in \/home\/me\/cache.*TISSUEBOOK_CACHE/],
    ['EDQUOT', 'disk-full', /what has arrived is kept/],
    ['EROFS', 'download-failed', /\/home\/me\/cache may not be written \(EROFS\).*TISSUEBOOK_CACHE/],
    ['EACCES', 'download-failed', /may not be written/],
    [
      'ENOTFOUND',
      'download-failed',
      /host\.test\/a\/weights\.safetensors could not be fetched.*HTTPS_PROXY.*TISSUEBOOK_MIRROR/,
    ],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'download-failed', /NODE_EXTRA_CA_CERTS/],
    ['ECONNRESET', 'download-failed', /Ask again: what has arrived is kept/],
  ])('%s becomes %s, with what to do', (code, kind, message) => {
    const error = explain(code);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
  });

  it('counts for nothing once the fetch was stopped', () => {
    expect(explain('ECONNRESET', AbortSignal.abort()).kind).toBe('aborted');
  });
});
