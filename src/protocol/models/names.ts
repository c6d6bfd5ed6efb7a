/** The models of the zoo by id, in the order of the panel: what JupyterLab needs to know of them when it starts. */
export const MODEL_NAMES = {
  squint: 'SQUINT',
  cifm: 'CI-FM',
  spaformer: 'SpaFormer',
  cellplm: 'CellPLM',
  scmognn: 'scMoGNN',
  scmoformer: 'scMoFormer',
  stalign: 'ST-Align',
  spatia: 'SPATIA',
} as const;
