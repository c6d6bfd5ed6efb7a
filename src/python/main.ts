import { Console } from 'node:console';
import { BridgeApi } from './bridgeApi';
import { readFrames, writeFrame } from './frames';

/**
 * What the Python package starts: node main.js FOLDER. Messages come in by standard input and go out by standard output; what
 * the library prints goes to standard error. It ends when its input does.
 */
async function main(): Promise<void> {
  const output = process.stdout;
  const send = (message: object, buffers: Uint8Array[] = []): void => writeFrame(output, message, buffers);
  // Before the library is there: it looks for a kernel when it is loaded.
  const api = new BridgeApi((message) => send(message));
  globalThis.console = new Console(process.stderr);
  const { Service } = await import('./service.js');
  const service = new Service(api, process.argv[2] ?? '.', send);
  readFrames(process.stdin, (frame) => service.heard(frame));
  process.stdin.on('end', () => process.exit(0));
  send({ ready: true });
}

void main();
