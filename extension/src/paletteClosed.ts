/** Longest wait for the palette to give the keyboard back; with nothing open it gives it back to nobody. */
const MOST_MS = 500;

/**
 * A command that moves the keyboard waits for this: the palette closes after a command and, some frames later, gives
 * the keyboard back to the document on show, which would take it from a panel that has it already.
 */
export function paletteClosed(): Promise<void> {
  if (!document.activeElement?.closest('#modal-command-palette')) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      document.removeEventListener('focusin', done);
      resolve();
    };
    const timer = setTimeout(done, MOST_MS);
    document.addEventListener('focusin', done);
  });
}
