// Compiled steps: a graph is built node by node, its shapes known at once, and becomes a function of the eager context
// that is callable by name through executeOp.
#ifndef TISSUEBOOK_GRAPH_FUNCTION_H_
#define TISSUEBOOK_GRAPH_FUNCTION_H_

#include <node_api.h>

namespace tfnodejs {

// opDefinition(op: string): Uint8Array
// The serialized OpDef of a TensorFlow op.
napi_value OpDefinition(napi_env env, napi_callback_info info);

// newGraph(): graph
// An empty graph. It is freed when the handle is no longer reachable.
napi_value NewGraph(napi_env env, napi_callback_info info);

// addGraphNode(graph, op: string, name: string, attributes: [string, Uint8Array][], inputs: (number | number[])[])
//   : {id, dtype, shape}[]
// Adds a node. Attributes are serialized AttrValues; inputs are ids of earlier outputs, an array where the op takes a
// list. A size that is not known before the graph runs is -1; an unknown rank is an empty shape with `unknown: true`.
napi_value AddGraphNode(napi_env env, napi_callback_info info);

// addGraphFunction(graph, name: string, inputs: number[], outputs: number[], xla: boolean): void
// With xla the function is compiled whole when it first runs, or that run fails.
napi_value AddGraphFunction(napi_env env, napi_callback_info info);

// removeGraphFunction(name: string): void
napi_value RemoveGraphFunction(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_GRAPH_FUNCTION_H_
