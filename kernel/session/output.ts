import type { Transport } from '../transport/transport';
import type { Json } from '../transport/message';
import { currentContext } from './context';

type StreamName = 'stdout' | 'stderr';

/** Everything that a cell shows goes through here, and to the cell that made it. */
export class Output {
  private readonly decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(private readonly transport: Transport) {}

  publish(type: string, content: Json, metadata?: Json, buffers?: Uint8Array[]): void {
    this.transport.publish(type, currentContext().parent, content, metadata, buffers);
  }

  write(name: StreamName, text: string): void {
    if (text) this.transport.write(currentContext().parent, name, text);
  }

  /** From here on, what is printed anywhere in this process is the output of a cell. */
  capture(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
        const bytes = typeof chunk === 'string' && typeof encoding === 'string' && !/^utf-?8$/i.test(encoding);
        const data = bytes ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
        this.write(name, typeof data === 'string' ? data : this.decoders[name].decode(data, { stream: true }));
        const callback = typeof encoding === 'function' ? encoding : done;
        if (typeof callback === 'function') queueMicrotask(callback as () => void);
        return true;
      };
      process[name].write = write as typeof process.stdout.write;
    }
  }
}
