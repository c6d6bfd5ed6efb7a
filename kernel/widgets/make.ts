import { createHash } from 'node:crypto';
import type { AnywidgetSource, Widgets } from './api';
import { CONTROLS, LINKS, MULTIPLE_SELECTIONS, SELECTIONS, type Control } from './controls';
import type { WidgetHub } from './hub';
import { BASE, CONTROLS_MODULE, CONTROLS_VERSION, modelState, type ModelNames } from './models';
import { isWidget, type WidgetReference } from './reference';
import { Selection } from './selection';
import { LAYOUT, STYLES, type Styles } from './styles';
import { Widget } from './widget';
import type { State } from './wire';

type AnyControl = Control<object, keyof Styles | undefined>;
type Maker = (initial?: State) => WidgetReference;

/** The makers of all widgets, by name. */
export function makeWidgets(hub: WidgetHub): Widgets {
  const makers: Record<string, Maker> = {};
  for (const [name, one] of Object.entries<AnyControl>({ ...CONTROLS, ...LINKS })) {
    makers[name] = (initial = {}) => {
      checkNames(name, one.defaults, initial);
      const state = { ...defaults(name, one), ...withoutLooks(initial), ...looks(hub, one, initial) };
      return hub.add(new Widget(name, hub, state, one.rule));
    };
  }
  for (const [name, one] of Object.entries<AnyControl>({ ...SELECTIONS, ...MULTIPLE_SELECTIONS })) {
    makers[name] = (initial = {}) => {
      checkNames(name, { ...one.defaults, options: [], value: null }, initial);
      const start = { ...defaults(name, one), ...looks(hub, one, initial) };
      return hub.add(new Selection(name, hub, start, withoutLooks(initial)));
    };
  }
  const any = (source: AnywidgetSource<State>): WidgetReference => anywidget(hub, source);
  return { ...makers, any } as unknown as Widgets;
}

/** Refuses properties that the control does not have. */
function checkNames(name: string, known: object, initial: object): void {
  for (const key of Object.keys(initial)) {
    if (Object.hasOwn(known, key) || key === 'layout' || key === 'style') continue;
    const names = Object.keys(known).filter((one) => !one.startsWith('_'));
    throw new TypeError(`${name} has no property "${key}"; it has ${[...names, 'layout'].join(', ')}.`);
  }
}

function withoutLooks(initial: State): State {
  return Object.fromEntries(Object.entries(initial).filter(([key]) => key !== 'layout' && key !== 'style'));
}

function defaults(name: string, { defaults: values, model = `${name}Model`, view = `${name}View` }: AnyControl): State {
  return { ...modelState({ model, view, module: CONTROLS_MODULE, version: CONTROLS_VERSION }), ...values };
}

/** Layout and style are widgets of their own, so that several controls can share one. */
function looks(hub: WidgetHub, { style, view }: AnyControl, initial: State): State {
  if (view === null) return {};
  const made: State = { layout: layout(hub, initial.layout) };
  if (style) made.style = part(hub, styleNames(style), STYLES[style], initial.style);
  return made;
}

function layout(hub: WidgetHub, given: unknown): WidgetReference {
  const names = { model: 'LayoutModel', view: 'LayoutView', module: BASE, version: CONTROLS_VERSION };
  return part(hub, names, LAYOUT, given);
}

function styleNames(style: keyof Styles): ModelNames {
  const names = { model: `${style}Model`, view: 'StyleView', module: CONTROLS_MODULE, version: CONTROLS_VERSION };
  return { ...names, viewModule: BASE };
}

function part(hub: WidgetHub, names: ModelNames, values: State, given: unknown): WidgetReference {
  if (isWidget(given)) return given;
  const name = names.model.replace(/Model$/, '');
  checkNames(name, values, given ?? {});
  const state = { ...modelState(names), ...values, ...(given ?? {}) };
  return hub.add(new Widget(name, hub, state));
}

function anywidget(hub: WidgetHub, { esm, css, state = {}, layout: place }: AnywidgetSource<State>): WidgetReference {
  if (typeof esm !== 'string')
    throw new TypeError(`widgets.any: esm must be the text of a module, found ${typeof esm}.`);
  // Any version: the page has one, and the contract has not changed between them.
  const names = modelState({ model: 'AnyModel', view: 'AnyView', module: 'anywidget', version: '*' });
  const own: State = { ...names, _dom_classes: [], tabbable: null, tooltip: null, layout: layout(hub, place) };
  // By this id pages replace the styles of an earlier version of the same widget.
  own._anywidget_id = `tissuebook.${createHash('sha256').update(esm).digest('hex').slice(0, 16)}`;
  own._esm = esm;
  if (css !== undefined) own._css = css;
  return hub.add(new Widget('anywidget', hub, { ...own, ...state }));
}
