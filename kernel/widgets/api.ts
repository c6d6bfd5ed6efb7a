import type { CONTROLS, LINKS, MULTIPLE_SELECTIONS, SELECTIONS } from './controls';
import type { WidgetReference } from './reference';
import type { Options } from './selection';
import type { LayoutValues, Styles } from './styles';
import type { Widget } from './widget';

type ValuesOf<One> = One extends { defaults: infer Values extends object } ? Values : never;
type StyleOf<One> = One extends { style: infer Style extends keyof Styles } ? Styles[Style] : never;
type Looks<One> = { layout?: Partial<LayoutValues> | WidgetReference; style?: Partial<StyleOf<One>> | WidgetReference };
type Has<One> = ValuesOf<One> & { layout: WidgetReference; style: WidgetReference };

type MakeControl<One> = (initial?: Partial<ValuesOf<One>> & Looks<One>) => Widget<Has<One>>;
type MakeLink<One> = (initial: ValuesOf<One>) => Widget<ValuesOf<One>>;
type MakeSelection<One> = <Value = string>(
  initial: { options: Options<Value>; value?: NoInfer<Value> | null } & Partial<ValuesOf<One>> & Looks<One>,
) => Widget<Has<One> & { options: Options<Value>; value: Value | null }>;
type MakeMultipleSelection<One> = <Value = string>(
  initial: { options: Options<Value>; value?: NoInfer<Value>[] } & Partial<ValuesOf<One>> & Looks<One>,
) => Widget<Has<One> & { options: Options<Value>; value: Value[] }>;

/** What an anywidget is made of: https://anywidget.dev/en/afm */
export interface AnywidgetSource<Values extends object> {
  /** An ECMAScript module as text; its default export has `render({ model, el })` and perhaps `initialize({ model })`. */
  esm: string;
  css?: string;
  /** Properties that both sides share: JSON, bytes and other widgets. */
  state?: Values;
  layout?: Partial<LayoutValues> | WidgetReference;
}

/** Jupyter widgets from TypeScript. Pages need the packages that show them: ipywidgets and, for `any`, anywidget. */
export type Widgets = {
  [Name in keyof typeof CONTROLS]: MakeControl<(typeof CONTROLS)[Name]>;
} & {
  [Name in keyof typeof SELECTIONS]: MakeSelection<(typeof SELECTIONS)[Name]>;
} & {
  [Name in keyof typeof MULTIPLE_SELECTIONS]: MakeMultipleSelection<(typeof MULTIPLE_SELECTIONS)[Name]>;
} & {
  [Name in keyof typeof LINKS]: MakeLink<(typeof LINKS)[Name]>;
} & {
  /** A widget of your own, whose page side is the given module. */
  any<Values extends object = Record<never, never>>(
    source: AnywidgetSource<Values>,
  ): Widget<Values & { layout: WidgetReference }>;
};
