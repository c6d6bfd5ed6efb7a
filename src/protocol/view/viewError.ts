/** A payload that cannot be shown. `path` names the field at fault, for example panels[0].x.shape. */
export class ViewError extends Error {
  readonly path: string;

  constructor(path: string, complaint: string) {
    super(`This view cannot be shown: ${path} ${complaint}.`);
    this.name = 'ViewError';
    this.path = path;
  }
}
