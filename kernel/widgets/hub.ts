import type { Comm, CommMessage } from '../../src/protocol/kernel/comm';
import type { Comms } from '../comms/comm';
import type { WidgetReference } from './reference';
import { Widget, type WidgetHome } from './widget';
import { pack, unpack, type State } from './wire';

const TARGET = 'jupyter.widget';
const CONTROL_TARGET = 'jupyter.widget.control';
/** Versions of ipywidgets' protocol: https://github.com/jupyter-widgets/ipywidgets/blob/main/packages/schema/messages.md */
const VERSION = '2.1.0';
const CONTROL_MAJOR = '1';

/** The widgets that this kernel has, until they are closed; pages that are loaded anew find them here. */
export class WidgetHub implements WidgetHome {
  private readonly widgets = new Map<string, Widget<object>>();

  /** @param inThisCell keeps for a callback what cell it belongs to */
  constructor(
    private readonly comms: Comms,
    readonly inThisCell: WidgetHome['inThisCell'],
  ) {
    comms.register(TARGET, (comm, opening) => this.madeByPage(comm, opening));
    comms.register(CONTROL_TARGET, (comm, opening) => this.control(comm, opening));
  }

  open = ({ buffers, ...packed }: ReturnType<typeof pack>): Comm =>
    this.comms.connect(TARGET, packed, { buffers, metadata: { version: VERSION } });

  find = (id: string): WidgetReference | undefined => this.widgets.get(id);

  closed(id: string): void {
    this.widgets.delete(id);
  }

  add<One extends Widget<object>>(widget: One): One {
    this.widgets.set(widget.id, widget);
    return widget;
  }

  /** A widget's code in the page may make further ones. */
  private madeByPage(comm: Comm, { data, metadata, buffers }: CommMessage): void {
    checkVersion(metadata.version, VERSION.split('.')[0]!);
    const state = unpack(data as State, buffers, this.find);
    this.add(new Widget(String(state._model_name), this, state, undefined, comm));
  }

  /** One answer for all widgets, where a page would otherwise have to ask for each. */
  private control(comm: Comm, { metadata }: CommMessage): void {
    checkVersion(metadata.version, CONTROL_MAJOR);
    comm.onMessage = ({ data }) => {
      if ((data as State)?.method !== 'request_states')
        throw new TypeError('A page sent a widget request that is not known.');
      const { state: states, buffer_paths, buffers } = pack(Object.fromEntries([...this.widgets].map(described)));
      comm.send({ method: 'update_states', states, buffer_paths }, { buffers });
    };
  }
}

function described([id, widget]: [string, Widget<object>]): [string, State] {
  const state = widget.state();
  const { _model_name: model_name, _model_module: model_module, _model_module_version: model_module_version } = state;
  return [id, { model_name, model_module, model_module_version, state }];
}

function checkVersion(given: unknown, major: string): void {
  if (String(given).split('.')[0] === major) return;
  throw new TypeError(`The page's widgets speak version ${String(given)} of the protocol, the kernel's ${major}.`);
}
