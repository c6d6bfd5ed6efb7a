// Compiled steps: a GraphDef becomes a function of the eager context, callable by name through executeOp.
#ifndef TISSUEBOOK_GRAPH_FUNCTION_H_
#define TISSUEBOOK_GRAPH_FUNCTION_H_

#include <node_api.h>

namespace tfnodejs {

// addGraphFunction(name: string, graphDef: Uint8Array, inputs: string[], outputs: string[], xla: boolean): string
// Inputs and outputs are names of graph tensors, "node:index". With xla the function is compiled whole, or fails.
napi_value AddGraphFunction(napi_env env, napi_callback_info info);

// removeGraphFunction(name: string): string
napi_value RemoveGraphFunction(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_GRAPH_FUNCTION_H_
