import type { TranslationBundle } from '@jupyterlab/translation';
import type { CellStatus } from './cellStatus';
import type { PipelineGraph } from './pipelineGraph';
import type { Step } from './steps';

/** What a step is called. */
export function stepName(trans: TranslationBundle, step: Step): string {
  const names: Record<Step, string> = {
    data: trans.__('Data'),
    prepare: trans.__('Prepare'),
    graph: trans.__('Graph'),
    model: trans.__('Model'),
    task: trans.__('Task'),
    view: trans.__('View'),
    code: trans.__('Code'),
  };
  return names[step];
}

/** A mark for readers who see it; the words say the same. */
export const STATUS_MARKS: Record<CellStatus['kind'], string> = {
  never: '○',
  earlier: '○',
  waiting: '…',
  running: '▶',
  failed: '✕',
  done: '✓',
  stale: '↻',
};

/** How a cell stands, in a few words. */
export function statusWords(trans: TranslationBundle, { kind }: CellStatus): string {
  const words: Record<CellStatus['kind'], string> = {
    never: trans.__('not run'),
    earlier: trans.__('not run in this kernel'),
    waiting: trans.__('waiting'),
    running: trans.__('running'),
    failed: trans.__('failed'),
    done: trans.__('up to date'),
    stale: trans.__('run again'),
  };
  return words[kind];
}

/** Why a cell is to be run again; empty when it is not. */
export function staleWords(trans: TranslationBundle, status: CellStatus, { nodes }: PipelineGraph): string {
  if (status.kind !== 'stale') return '';
  const { reason } = status;
  if (reason.why === 'edited') return trans.__('Its code was changed after it ran.');
  const input = nodes.find(({ id }) => id === reason.input)?.title ?? '';
  return reason.why === 'input ran later'
    ? trans.__('%1, which it uses, ran after it.', input)
    : trans.__('%1, which it uses, is not up to date.', input);
}
