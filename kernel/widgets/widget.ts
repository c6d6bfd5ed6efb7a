import { isDeepStrictEqual } from 'node:util';
import type { Comm, CommMessage } from '../../src/protocol/kernel/comm';
import { DISPLAY, type Displayable, type MimeBundle } from '../../src/protocol/kernel/kernelApi';
import { Listeners } from './listeners';
import { WIDGET, type WidgetReference } from './reference';
import { pack, unpack, type State } from './wire';

/** What a widget needs of its surroundings. */
export interface WidgetHome {
  /** Opens the comm on which a page hears of the widget. */
  open(packed: ReturnType<typeof pack>): Comm;
  find(id: string): WidgetReference | undefined;
  closed(id: string): void;
  /** `run`, as work of the cell that called this: what it prints is shown there. */
  inThisCell<Arguments extends unknown[]>(run: (...given: Arguments) => void): (...given: Arguments) => void;
}

/** Keeps a state in order after a change, as bounds do. */
export type Rule = (state: State) => State;

/** Told of a change of one property: the widget, and the new value. */
export type ChangeListener<Value> = (widget: unknown, value: Value) => void;
/** Told of a message that the page's side has sent, such as a click. */
export type MessageListener = (content: unknown, buffers: Uint8Array[]) => void;

const MESSAGE = 'msg:custom';

/**
 * The kernel's side of a Jupyter widget (protocol 2.1 of ipywidgets), with the methods that an anywidget's model has in
 * the page. Any number of pages may show it; all see one state.
 */
export class Widget<Values extends object = State> implements Displayable, WidgetReference {
  readonly [WIDGET] = true;
  private readonly listeners = new Listeners();
  private readonly unsaved = new Set<string>();
  private readonly comm: Comm;

  /** @param comm the page's, when that has made the widget; otherwise one is opened */
  constructor(
    /** How it is called where its text is shown. */
    readonly name: string,
    private readonly home: WidgetHome,
    private values: State,
    private readonly rule: Rule = (state) => state,
    comm?: Comm,
  ) {
    this.values = rule(values);
    this.comm = comm ?? home.open(pack(this.values));
    this.comm.onMessage = (message) => this.received(message);
    this.comm.onClose = () => home.closed(this.id);
  }

  get id(): string {
    return this.comm.id;
  }

  /** The value of a property. */
  get<Key extends keyof Values & string>(key: Key): Values[Key] {
    return this.value(this.known(key)) as Values[Key];
  }

  /** Gives a property, or several, another value; pages see it after save_changes(). */
  set<Key extends keyof Values & string>(key: Key, value: Values[Key]): void;
  set(changes: Partial<Values>): void;
  set(first: string | object, value?: unknown): void {
    const changes: State = typeof first === 'string' ? { [first]: value } : (first as State);
    for (const key of Object.keys(changes)) this.known(key);
    const changed = this.change(this.translate(changes));
    for (const key of changed) this.unsaved.add(key);
    this.tell(changed);
  }

  /** Shows the pages what set() has changed. */
  save_changes(): void {
    const keys = [...this.unsaved];
    this.unsaved.clear();
    if (keys.length) this.show(keys);
  }

  /**
   * Calls back at `change:NAME`, when a page or set() has changed that property; at `change`, when any has changed; or at
   * `msg:custom`, when the page has sent a message. What the callback prints is shown in the cell that called on().
   */
  on<Key extends keyof Values & string>(event: `change:${Key}`, callback: ChangeListener<Values[Key]>): void;
  on(event: 'change', callback: (widget: unknown) => void): void;
  on(event: typeof MESSAGE, callback: MessageListener): void;
  on(event: string, callback: (...given: never[]) => void): void {
    if (event.startsWith('change:')) this.known(event.slice('change:'.length));
    this.listeners.add(event, callback, this.home.inThisCell(callback as (...given: unknown[]) => void));
  }

  /** Takes back on(): of this callback, of all for the event, or of all. */
  off(event?: string, callback?: (...given: never[]) => void): void {
    this.listeners.remove(event, callback);
  }

  /** Sends a message to the pages' side of an anywidget. */
  send(content: unknown, _callbacks?: unknown, buffers: (ArrayBuffer | ArrayBufferView)[] = []): void {
    const { buffers: bytes } = pack({ buffers });
    this.comm.send({ method: 'custom', content }, { buffers: bytes });
  }

  /** Takes it off all pages. */
  close(): void {
    this.comm.close();
    this.home.closed(this.id);
  }

  [DISPLAY](): MimeBundle {
    const view = { version_major: 2, version_minor: 0, model_id: this.id };
    return { 'text/plain': `${this.name}(${this.id})`, 'application/vnd.jupyter.widget-view+json': view };
  }

  /** All that pages know of it, for one that shows it for the first time. */
  state(): State {
    return this.values;
  }

  /** The value of one of the names in get(). */
  protected value(key: string): unknown {
    return this.values[key];
  }

  protected knows(key: string): boolean {
    return Object.hasOwn(this.values, key);
  }

  /** What is to change in the state when the user sets these. */
  protected translate(changes: State): State {
    return changes;
  }

  /** Names in get() that are not in the state, and differ when these of the state do. */
  protected derived(_changed: ReadonlySet<string>): string[] {
    return [];
  }

  private known(key: string): string {
    if (this.knows(key)) return key;
    const names = Object.keys(this.values).filter((name) => !name.startsWith('_'));
    throw new TypeError(`${this.name} has no property "${key}"; it has ${names.join(', ')}.`);
  }

  /** Returns the names of what is now different. */
  private change(changes: State): string[] {
    const before = this.values;
    this.values = this.rule({ ...before, ...changes });
    return Object.keys(this.values).filter((key) => !isDeepStrictEqual(this.values[key], before[key]));
  }

  private tell(changed: string[]): void {
    for (const key of [...changed, ...this.derived(new Set(changed))]) {
      this.listeners.call(`change:${key}`, this, this.value(key));
    }
    if (changed.length) this.listeners.call('change', this);
  }

  private received({ data, buffers }: CommMessage): void {
    const message = data as { method?: unknown; content?: unknown } & State;
    switch (message?.method) {
      case 'update':
        return this.updated(unpack(message, buffers, this.home.find));
      case 'request_state':
        return this.show(Object.keys(this.values));
      case 'custom':
        return this.listeners.call(MESSAGE, message.content, buffers);
      default:
        throw new TypeError(`A page sent a widget message that is not known: ${JSON.stringify(message?.method)}.`);
    }
  }

  /** A page has changed something. All pages are told what was understood, and where the kernel keeps another value. */
  private updated(state: State): void {
    const sent = Object.fromEntries(Object.entries(state).filter(([key]) => Object.hasOwn(this.values, key)));
    const { buffers, ...echo } = pack(sent);
    this.comm.send({ method: 'echo_update', ...echo }, { buffers });
    const changed = this.change(sent);
    const corrected = Object.keys(sent).filter((key) => !isDeepStrictEqual(this.values[key], sent[key]));
    if (corrected.length) this.show(corrected);
    this.tell(changed);
  }

  private show(keys: string[]): void {
    const { buffers, ...packed } = pack(Object.fromEntries(keys.map((key) => [key, this.values[key]])));
    this.comm.send({ method: 'update', ...packed }, { buffers });
  }
}
