/** The page's side of a widget, as anywidget gives it to `render`: https://anywidget.dev/en/afm */
export interface WidgetModel {
  get(key: string): unknown;
  on(event: string, listener: (...given: never[]) => void): void;
  off(event: string, listener: (...given: never[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBufferView[]): void;
}

/** What `render` is called with. */
export interface RenderProps {
  model: WidgetModel;
  el: HTMLElement;
}
