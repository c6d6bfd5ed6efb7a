import { writeFileSync } from 'node:fs';
import { digestsOf } from './digests';

/** main.js FILE [THREADS,…] [DATA SET,…] [quick]: writes the digests of every line with each number of threads to a file, [{ threads, digests, absent }, …]. */
async function main([file, threads = '1', samples, quick]: string[]): Promise<void> {
  if (file === undefined) throw new Error('The file for the digests is not named.');
  let threaded: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  const runs = [];
  for (const count of threads.split(',').map(Number)) {
    const run = await digestsOf({
      threads: count,
      quick: quick === 'quick',
      ...(samples && { samples: samples.split(',') }),
      ...(threaded && { threaded }),
    });
    threaded ??= run.threaded;
    runs.push({ threads: count, digests: run.digests, absent: run.absent });
  }
  writeFileSync(file, JSON.stringify(runs));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
