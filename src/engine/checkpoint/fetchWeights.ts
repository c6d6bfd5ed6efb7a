import { checkOptions } from '../../options';
import { type FetchedFile, fetchChecked, fetchChecks, type FetchOptions } from '../../fetch';
import { checkSafetensorsFile } from './safetensors';

/**
 * As fetchFile, for weights: the file must be safetensors, its header and every offset within it right, before it is kept. The
 * weights may be of any network, also of one that is not in the zoo; nothing of the file is ever run.
 *
 * @param source an address, also with '#sha256=' and the hash at its end, or name@sha256
 * @throws TissuebookError as fetchFile; 'corrupt', 'too-large' or 'unsupported-encoding' for what is no sound safetensors file
 *
 * @example
 * const { path } = await fetchWeights('https://host.org/vit-mae-base/model.safetensors#sha256=9f86d0...');
 */
export async function fetchWeights(source: string, options: FetchOptions = {}): Promise<FetchedFile> {
  checkOptions('fetchWeights', options, fetchChecks);
  return fetchChecked(source, options, async (path) => {
    const { license } = await checkSafetensorsFile(path);
    return license ? { license: license.slice(0, 200).replace(/[\p{Cc}\p{Cf}]/gu, ' ') } : {};
  });
}
