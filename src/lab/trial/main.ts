import { trialTraining } from './trialTraining';

/* The program behind `tissuebook workshop check`: node dist/src/lab/trial/main.js [SECONDS]. Prints what it measured as JSON. */
void trialTraining(Number(process.argv[2] ?? 20)).then((trial) => {
  process.stdout.write(`${JSON.stringify(trial)}\n`);
});
