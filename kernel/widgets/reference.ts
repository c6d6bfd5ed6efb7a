/** A widget, as far as another one needs to know it that contains it. */
export interface WidgetReference {
  /** The id of its comm, by which pages know it. */
  readonly id: string;
  close(): void;
}

/** The mark of our widgets. */
export const WIDGET = Symbol('widget');

export function isWidget(value: unknown): value is WidgetReference {
  return typeof value === 'object' && value !== null && WIDGET in value;
}
