import { datasets, writeH5ad } from '../../data';

/* The program by which a workshop's folder gets its data: node dist/src/lab/trial/writeDataset.js NAME FILE. */
async function write(name: string, file: string): Promise<void> {
  const { path } = await writeH5ad(await datasets.load(name as 'cycif-tumour'), file, { compression: 'gzip' });
  process.stdout.write(`${JSON.stringify({ path })}\n`);
}

const [name = '', file = ''] = process.argv.slice(2);
write(name, file).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
