import type { Line } from './steps';
import { GRAPH } from './verbs/graph';
import { METRICS } from './verbs/metrics';
import { PREPARE } from './verbs/prepare';
import { TASKS } from './verbs/tasks';

/** What is compared between machines, by the name of the line: the verb first. */
export const LINES: Readonly<Record<string, Line>> = { ...PREPARE, ...GRAPH, ...METRICS, ...TASKS };

/** The verb of a line. */
export const verbOf = (line: string): string => line.split(' ')[0]!;
