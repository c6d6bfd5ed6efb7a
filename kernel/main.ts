// First, as it holds for all that is loaded after it.
import './compiledModules';
import { readConnection } from './transport/connection';
import { Session } from './session/session';

const at = process.argv.indexOf('--connection-file');
const file = at < 0 ? undefined : process.argv[at + 1];
if (!file) {
  process.stderr.write('Usage: node main.js --connection-file FILE\n');
  process.exit(2);
}
new Session(readConnection(file), process.cwd());
