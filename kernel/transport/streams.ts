import type { Header, Outgoing } from './message';

/** Text waits this long for more of the same, so that a loop of prints becomes few messages. Ours; in milliseconds. */
const GATHER_MS = 15;
/** A message of text is sent at this length, so that none grows beyond what a page takes in at once. Ours. */
const LONGEST = 64 * 1024;

type StreamName = 'stdout' | 'stderr';

/** Joins consecutive writes of one cell to one stream. Everything else that is published must flush it first. */
export class StreamGatherer {
  private text = '';
  private name: StreamName = 'stdout';
  private parent: Partial<Header> = {};
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly publish: (message: Outgoing) => void) {}

  write(parent: Partial<Header>, name: StreamName, text: string): void {
    if (this.text && (name !== this.name || parent.msg_id !== this.parent.msg_id)) this.flush();
    this.name = name;
    this.parent = parent;
    this.text += text;
    if (this.text.length >= LONGEST) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), GATHER_MS);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.text) return;
    const content = JSON.stringify({ name: this.name, text: this.text });
    this.text = '';
    this.publish({ type: 'stream', parent: this.parent, content });
  }
}
