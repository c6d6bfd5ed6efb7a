type Callback = (...given: never[]) => void;

interface Listener {
  event: string;
  /** What the user gave, to be found again by. */
  given: Callback;
  run: (...given: unknown[]) => void;
}

/** Callbacks by the name of an event. */
export class Listeners {
  private all: Listener[] = [];

  add(event: string, given: Callback, run: (...given: unknown[]) => void): void {
    this.all.push({ event, given, run });
  }

  remove(event?: string, given?: Callback): void {
    this.all = this.all.filter(
      (one) => (event !== undefined && one.event !== event) || (given !== undefined && one.given !== given),
    );
  }

  call(event: string, ...given: unknown[]): void {
    for (const one of this.all.filter((listener) => listener.event === event)) one.run(...given);
  }
}
