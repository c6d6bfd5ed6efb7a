import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exportHtml } from './html/exportHtml';
import { fetchDataSet } from './setup/dataset';
import { executeNotebook } from './setup/notebook';
import { ROOT, venvProgram } from './setup/paths';
import { main, reportStep, SetupError } from './setup/report';
import { runSteps } from './setup/step';
import { NOTEBOOK_STEPS } from './setup/steps';
import { printSummary } from './setup/summary';

const NOTEBOOK = join(ROOT, 'notebooks', '01-tissue-tokens.ipynb');

const HELP = `npm start -- [options]
  --data FILE.h5ad   run the walkthrough on your own file instead of the tumour that it fetches
  --labels COLUMN    the obs column with cell types in that file (found by name when absent)
  --unit um|px       what its positions count, where the file does not say it: micrometers or pixels
  --epochs N         train for N epochs
  --out FOLDER       where the results go (default: out)
  --no-lab           do not open JupyterLab at the end
  --help             this text`;

interface Options {
  data: string | undefined;
  labels: string | undefined;
  unit: string | undefined;
  epochs: string | undefined;
  out: string;
  lab: boolean;
}

function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        data: { type: 'string' },
        labels: { type: 'string' },
        unit: { type: 'string' },
        epochs: { type: 'string' },
        out: { type: 'string', default: 'out' },
        'no-lab': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return undefined;
    return {
      data: values.data === undefined ? undefined : resolve(values.data),
      labels: values.labels,
      unit: values.unit,
      epochs: values.epochs,
      out: resolve(values.out),
      lab: !values['no-lab'] && !process.env.CI,
    };
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

/** What a user's own file must be before anything long begins. */
function checkOptions(options: Options): void {
  if (options.data !== undefined && !(existsSync(options.data) && statSync(options.data).isFile())) {
    throw new SetupError(`there is no file ${options.data}. Give --data the path of an .h5ad file.`);
  }
  if (options.unit !== undefined && !/^(um|µm|px)$/.test(options.unit)) {
    throw new SetupError(`--unit must be um (micrometers) or px (pixels), found ${options.unit}.`);
  }
  if (options.epochs !== undefined && !/^[1-9]\d*$/.test(options.epochs)) {
    throw new SetupError(`--epochs must be a whole number from 1, found ${options.epochs}.`);
  }
}

/** Opens JupyterLab on the notebook and stays until it is closed. */
function openLab(environment: Record<string, string>): Promise<number> {
  console.log(`\nOpening JupyterLab on notebooks/${basename(NOTEBOOK)} (Ctrl+C twice ends it).`);
  // In a container the only user is often root, whom JupyterLab refuses unless told; it listens on the loopback address alone.
  const root = process.getuid?.() === 0 ? ['--allow-root'] : [];
  return new Promise((done) => {
    const lab = spawn(venvProgram('jupyter'), ['lab', '--ip=127.0.0.1', ...root, NOTEBOOK], {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    lab.on('close', (code) => done(code ?? 0));
    lab.on('error', (error) => {
      console.error(`JupyterLab could not be started: ${error.message}`);
      done(1);
    });
    process.on('SIGINT', () => undefined);
  });
}

void main(async () => {
  const options = readOptions();
  if (!options) {
    console.log(HELP);
    return 0;
  }
  checkOptions(options);
  const started = Date.now();
  console.log('Tissuebook: setting up');
  await runSteps(NOTEBOOK_STEPS);
  if (options.data === undefined) await fetchDataSet('cycif-tumour');

  console.log('\nTissuebook: running notebooks/01-tissue-tokens.ipynb');
  const environment = {
    TISSUEBOOK_OUT: options.out,
    ...(options.data === undefined ? {} : { TISSUEBOOK_DATA_FILE: options.data }),
    ...(options.labels === undefined ? {} : { TISSUEBOOK_LABELS: options.labels }),
    ...(options.unit === undefined ? {} : { TISSUEBOOK_UNIT: options.unit }),
    ...(options.epochs === undefined ? {} : { TISSUEBOOK_EPOCHS: options.epochs }),
  };
  const executed = await executeNotebook(NOTEBOOK, options.out, environment);
  const html = join(options.out, '01-tissue-tokens.html');
  const exporting = Date.now();
  await exportHtml(executed, html, { python: venvProgram('python') });
  reportStep('web page', `written to ${html}`, Date.now() - exporting);
  printSummary(join(options.out, 'tissue-tokens.summary.json'));
  reportStep('all together', '', Date.now() - started);
  return options.lab ? openLab(environment) : 0;
});
