import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startEngine, tf } from '../../../src/engine';
import { compile } from '../../../src/engine/compile/compile';

/** Computes products for some seconds while another process sends signals; prints how many of each there were, and what signals a child is kept from. */
async function main(): Promise<void> {
  const { provider } = await startEngine();
  let heard = 0;
  process.on('SIGUSR2', () => heard++);
  const [a, b] = [tf.randomNormal([200, 1000]), tf.randomNormal([1000, 64])];
  const step = compile('products', ({ a, b }: { a: tf.Tensor2D; b: tf.Tensor2D }) => ({
    sum: tf.sum(tf.matMul(a, b)),
  }));
  const send = `const end = Date.now() + 4000; while (Date.now() < end) process.kill(${process.pid}, 'SIGUSR2');`;
  let sending = true;
  const sender = spawn(process.execPath, ['-e', send], { stdio: 'ignore' });
  sender.once('exit', () => (sending = false));
  let products = 0;
  const sums = new Set<number>();
  for (; sending; await new Promise(setImmediate)) {
    for (let i = 0; i < 50; i++, products++) {
      const { sum } = step({ a, b } as { a: tf.Tensor2D; b: tf.Tensor2D });
      sums.add(sum.dataSync()[0]!);
      sum.dispose();
    }
  }
  const child = spawn('cat', ['/proc/self/status']);
  let status = '';
  child.stdout.on('data', (text: Buffer) => (status += text.toString()));
  await once(child, 'close');
  console.log(
    JSON.stringify({ provider, heard, products, sums: sums.size, blocked: /SigBlk:\s*(\w+)/.exec(status)?.[1] }),
  );
}

void main();
