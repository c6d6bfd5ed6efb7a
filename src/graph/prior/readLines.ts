import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { isGzip } from '../../data/unzipped';
import { TissuebookError } from '../../errors';

/** Bounds of a text file that is read as a stream. */
export interface LineLimits {
  /** Longest line in characters. */
  readonly longest: number;
  /** Bytes of the unpacked text. Default 8 GiB (ours): STRING's links of all human proteins are some .6 GB. */
  readonly bytes?: number;
  readonly signal?: AbortSignal | undefined;
}

const MOST_BYTES = 8 * 2 ** 30;

/**
 * Reads a text file line by line, plain or gzipped, without holding more of it than a piece and a line. A blank line is passed
 * over; line numbers count from 1.
 *
 * @returns how many lines the file has
 * @throws TissuebookError 'file-not-found', 'corrupt' (a gzip file that is cut off, or is none), 'too-large' (a line or the text
 *   beyond the limits), 'unsupported-encoding' (zero bytes: no text), 'aborted', and what `visit` throws
 */
export async function readLines(
  path: string,
  { longest, bytes = MOST_BYTES, signal }: LineLimits,
  visit: (line: string, number: number) => void,
): Promise<number> {
  const name = basename(path);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new TissuebookError('file-not-found', `There is no file ${path}.`, { argument: 'path', found: path });
  }
  const packed = isGzip(path);
  if (!packed && path.endsWith('.gz')) {
    throw new TissuebookError('corrupt', `${name} is no gzip file, as its name says.`, {
      argument: 'path',
      found: path,
      advice: 'Fetch it again, or take .gz off its name if it is plain text.',
    });
  }
  const file = createReadStream(path);
  const source = packed ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => source.destroy(error));
  const decoder = new StringDecoder('utf8');
  let [rest, total, number] = ['', 0, 0];
  const take = (line: string): void => {
    number++;
    if (line.trim() !== '') visit(line.endsWith('\r') ? line.slice(0, -1) : line, number);
  };
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      if (signal?.aborted) throw new TissuebookError('aborted', `Reading ${name} was stopped.`);
      if ((total += piece.length) > bytes) throw tooLarge(name, `has more than ${bytes} bytes`);
      if (piece.includes(0)) {
        throw new TissuebookError('unsupported-encoding', `${name} is no text: it holds zero bytes.`, {
          argument: 'path',
          found: path,
        });
      }
      const lines = (rest + decoder.write(piece)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) take(line);
      if (rest.length > longest) throw tooLarge(name, `has a line ${number + 1} of more than ${longest} characters`);
    }
    rest += decoder.end();
    if (rest !== '') take(rest);
    return number;
  } catch (cause) {
    if (cause instanceof TissuebookError) throw cause;
    throw new TissuebookError('corrupt', `${name} cannot be unpacked: ${(cause as Error).message}.`, {
      argument: 'path',
      found: path,
      advice: 'Fetch it again: it may have been cut off.',
      cause,
    });
  } finally {
    source.destroy();
    file.destroy();
  }
}

/** What is wrong with a line of a file, for its reader. */
export function wrongLine(path: string, number: number, what: string, advice: string): TissuebookError {
  return new TissuebookError('corrupt', `${basename(path)}, line ${number}: ${what}.`, {
    argument: 'path',
    found: path,
    advice,
  });
}

const tooLarge = (name: string, what: string): TissuebookError =>
  new TissuebookError('too-large', `${name} ${what}.`, {
    argument: 'path',
    found: name,
    advice: 'It is not the file that it should be, or it was damaged.',
  });
