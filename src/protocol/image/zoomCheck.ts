import { finite, flag, list, record, text, type Check } from '../view/shape';
import { ViewError } from '../view/viewError';
import { MAX_LOOKS } from './channelLook';

const color: Check = (value, path) => {
  if (typeof value !== 'string' || !/^#[0-9a-f]{6}$/i.test(value)) {
    throw new ViewError(path, 'must be a color such as #0072b2');
  }
};

const channel: Check = (value, path) => {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) > 10_000) {
    throw new ViewError(path, 'must be the number of a channel');
  }
};

const gamma: Check = (value, path) => {
  finite(value, path);
  if ((value as number) < 0.05 || (value as number) > 20) throw new ViewError(path, 'must be from 0.05 to 20');
};

/** The shape of a ZoomSource. */
export const zoomSource: Check = record({
  key: text(100),
  colored: flag,
  looks: list(record({ channel, color, low: finite, high: finite, gamma }), 0, MAX_LOOKS),
});
