/** Names that other plugins, settings and key bindings may refer to. */

/** The npm package, and the start of every plugin id. */
export const PACKAGE = 'tissuebook-lab';

/** The name under which the kernel is registered. */
export const KERNEL = 'tissuebook';

/** The translation domain of all texts. */
export const DOMAIN = 'tissuebook';

/** Command ids. */
export const Commands = {
  newNotebook: 'tissuebook:new-notebook',
  openZoo: 'tissuebook:open-model-zoo',
  insertModel: 'tissuebook:insert-model',
  openPipeline: 'tissuebook:open-pipeline',
} as const;
