/** What the kernels need of WebAssembly, which the types of Node leave out. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number; maximum: number; shared: true }) => {
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  };
  Instance: new (module: object, imports: Record<string, Record<string, unknown>>) => { exports: unknown };
}

export type SharedMemory = InstanceType<WebAssemblyApi['Memory']>;

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
