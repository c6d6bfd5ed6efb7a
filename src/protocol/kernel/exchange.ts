/**
 * How values of one kind go to a program in another language and come back: by a file that both sides know. The library says it for its
 * own classes (KernelApi.offerExchange), so that the kernel need not know what a tissue is.
 */
export interface Exchange {
  /** What both sides call the kind: 'anndata', 'table'. */
  kind: string;
  /** The type of what `read` gives, as a cell would write it: "import('tissuebook').AnnData". */
  type: string;
  takes(value: unknown): boolean;
  /** Writes a value that it takes. */
  write(value: unknown, file: string): Promise<void>;
  /** Reads what the other side has written. */
  read(file: string): Promise<unknown>;
}
