// Makes XLA know products through a BLAS.
#ifndef TISSUEBOOK_PRODUCT_OP_H_
#define TISSUEBOOK_PRODUCT_OP_H_

#include <node_api.h>

namespace tfnodejs {

// loadBlas(path: string): {library: number, description: string}
// Loads a library (see blas.h) and gives it a number, by which calls name it. Throws what is wrong with it.
napi_value LoadBlas(napi_env env, napi_callback_info info);

// registerProducts(threads: number): boolean
// Registers, once for the process, targets for XLA's custom calls on the CPU; all operands and results are float32, each backend_config is
// a list of decimal numbers.
// - tissuebook_product: a and b; [batch, m, n]; "library batch m n k transpose_a transpose_b stride_a stride_b", see product.h.
// - tissuebook_attention: q, k, v, real; y; "library items queries keys d width masked", see attention.h. Where masked is 0 nothing is read
//   of `real`.
// - tissuebook_attention_gradient: q, k, v, real, to_y; to_q, to_k, to_v one behind the other; the same.
// False when this TensorFlow does not let targets be registered.
napi_value RegisterProducts(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_PRODUCT_OP_H_
