export { downloads, type KeptFile } from './downloads';
export { FetchedFile } from './fetchedFile';
export { fetchChecked, fetchChecks, fetchFile, type FetchOptions, type FileCheck } from './fetchFile';
export { type FetchObserver, type FetchWatcher, observeFetches, whileObserved } from './observeFetches';
export { type RemoteOptions, type RemotePart, RemoteFiles, remoteChecks } from './remoteFiles';
export { isSource, parseSource } from './source';
export { hashFile } from './store';
