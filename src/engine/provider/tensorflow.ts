import type { Provider } from './providers';

/** TensorFlow's C library out of the user's Python: the fast one. */
export const tensorflow: Provider = {
  name: 'tensorflow',
  start() {
    return Promise.resolve('The TensorFlow binding is not built.');
  },
  describe: () => ({ device: 'CPU', threads: 1, versions: {}, compiles: true }),
};
