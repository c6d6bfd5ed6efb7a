import { spawnSync } from 'node:child_process';
import { pythonCommand } from '../../../src/data/datasets/pythonCommand';

const looks = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("xgboost") is None)';

/** Whether workers have what adds up what ranks find. */
export const hasXgboost = (): boolean => spawnSync(pythonCommand(), ['-c', looks]).status === 0;
