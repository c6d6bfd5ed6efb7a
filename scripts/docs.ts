import { join } from 'node:path';
import { command } from './setup/command';
import { ROOT } from './setup/paths';
import { main } from './setup/report';

/** The documentation as a site that can be searched: pages of docs/ and the reference by subject, in out/docs. */
void main(async () => {
  const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');
  await command(process.execPath, [typedoc, '--options', join(ROOT, 'docs', 'typedoc.json')], {
    cwd: ROOT,
    purpose: 'Writing the documentation',
  });
  process.stdout.write('Written to out/docs; open out/docs/index.html.\n');
  return 0;
});
