import { expect } from 'vitest';
import type { Lab } from './lab';

/** A notebook's kernel, as Jupyter's server tells of it. */
interface Session {
  id: string;
  path: string;
  kernel: { connections: number; execution_state: string };
}

async function ask(lab: Lab, path: string, method = 'GET'): Promise<Response> {
  return fetch(`${lab.url}/api/sessions${path}`, { method, headers: { Authorization: `token ${lab.token}` } });
}

/** The notebooks of a folder that have a kernel. */
export async function sessionsOf(lab: Lab): Promise<Session[]> {
  const all = (await (await ask(lab, '')).json()) as Session[];
  return all.filter(({ path }) => path.startsWith(lab.path));
}

/** Ends the kernels of a folder's notebooks. */
export async function endKernels(lab: Lab): Promise<void> {
  await Promise.all((await sessionsOf(lab)).map(({ id }) => ask(lab, `/${id}`, 'DELETE')));
}

/** Notebook 7 has no sign of when its kernel is connected, before which a cell cannot be run; the server knows. */
export async function kernelConnected(lab: Lab): Promise<void> {
  const connections = async (): Promise<number[]> => {
    const kernels = (await sessionsOf(lab)).map(({ kernel }) => kernel);
    return kernels.filter((kernel) => kernel.execution_state === 'idle').map((kernel) => kernel.connections);
  };
  await expect.poll(connections, { timeout: 60_000 }).toContain(1);
}
