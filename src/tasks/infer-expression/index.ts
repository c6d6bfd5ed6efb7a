export { inferExpression, type InferExpressionOptions } from './inferExpression';
export { type InferenceScore, InferenceResult, scoreInference } from './inferenceResult';
