export { annotate, type AnnotateOptions } from './annotate';
export { Annotation, type AnnotationScore } from './annotation';
