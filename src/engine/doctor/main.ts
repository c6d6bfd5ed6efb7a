import { examineEngine } from './index';

/* The program behind `tissuebook doctor`: node dist/src/engine/doctor/main.js [--json]. Code 1 when something is wrong. */
void examineEngine().then((findings) => {
  const lines = process.argv.includes('--json')
    ? [JSON.stringify(findings)]
    : findings.map(({ subject, state, found, advice }) => {
        const line = `${state.padEnd(5)} ${subject.padEnd(14)} ${found}`;
        return advice ? `${line}\n${' '.repeat(21)}${advice}` : line;
      });
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = findings.some(({ state }) => state === 'wrong') ? 1 : 0;
});
