export { annotate } from './annotate';
export type { AnnotateOptions } from './annotateOptions';
export { Annotation, type AnnotationScore } from './annotation';
