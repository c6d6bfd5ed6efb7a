/** Names that other plugins, settings and key bindings may refer to. */

/** The npm package, and the start of every plugin id. */
export const PACKAGE = 'tissuebook-lab';

/** The name under which the kernel is registered. */
export const KERNEL = 'tissuebook';

/** The rank of our renderers: before that of widgets (-10), which bundles may hold beside a figure for other pages. */
export const BEFORE_WIDGETS = -20;

/** The translation domain of all texts. */
export const DOMAIN = 'tissuebook';

/** Command ids. */
export const Commands = {
  newNotebook: 'tissuebook:new-notebook',
  openZoo: 'tissuebook:open-model-zoo',
  insertModel: 'tissuebook:insert-model',
  openPipeline: 'tissuebook:open-pipeline',
} as const;
