import { type DataNamesStatus, NAMES_TARGET } from '../../src/protocol/kernel/dataNames';
import type { Comm } from '../../src/protocol/kernel/comm';
import type { Comms } from '../comms/comm';
import type { CheckedData } from '../language/names/checkedData';

/** Lets pages see and switch whether cells are checked against the data; all of them are told of a change. */
export function offerSwitch(comms: Comms, data: CheckedData): void {
  const pages = new Set<Comm>();
  const tell = (page: Comm): void => {
    page.send({ on: data.on, variables: data.variables().size } satisfies DataNamesStatus);
  };
  data.switched = () => pages.forEach(tell);
  comms.register(NAMES_TARGET, (page) => {
    pages.add(page);
    page.onClose = () => void pages.delete(page);
    page.onMessage = ({ data: asked }) => {
      const wanted = (asked as { on?: unknown } | null)?.on;
      if (typeof wanted === 'boolean' && wanted !== data.on) data.on = wanted;
      else tell(page);
    };
    tell(page);
  });
}
