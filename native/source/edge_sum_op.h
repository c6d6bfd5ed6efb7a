// Makes TensorFlow and XLA know sums along edges.
#ifndef TISSUEBOOK_EDGE_SUM_OP_H_
#define TISSUEBOOK_EDGE_SUM_OP_H_

#include <node_api.h>

namespace tfnodejs {

// registerEdgeSum(threads: number): boolean
// Registers, once for the process,
// - the operation TissuebookEdgeSum on the CPU: inputs x float32 [rows, ...], to int32 [edges], from int32 [edges or 0],
//   values float32 [edges or 0]; attribute size; output [size, ...]. See edge_sum.h; without `from` edge e comes from row e.
// - the target tissuebook_edge_sum for XLA's custom calls on the CPU, with the same operands. Its backend_config is
//   "rows width edges from values size" in decimal, from and values being the lengths of these operands.
// False when this TensorFlow does not let the target be registered; nothing is registered then.
napi_value RegisterEdgeSum(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_EDGE_SUM_OP_H_
