import { availableParallelism } from 'node:os';

/** Cores that this process may keep busy: those that it may run on, and no more than a hub grants it (JupyterHub's CPU_LIMIT, which may be a fraction). */
export function coreShare(): number {
  const granted = Number(process.env['CPU_LIMIT']);
  const cores = availableParallelism();
  return granted > 0 ? Math.min(cores, Math.ceil(granted)) : cores;
}
