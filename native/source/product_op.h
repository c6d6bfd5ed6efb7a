// Makes XLA know products through a BLAS.
#ifndef TISSUEBOOK_PRODUCT_OP_H_
#define TISSUEBOOK_PRODUCT_OP_H_

#include <node_api.h>

namespace tfnodejs {

// loadBlas(path: string): {library: number, description: string}
// Loads a library (see blas.h) and gives it a number, by which calls name it. Throws what is wrong with it.
napi_value LoadBlas(napi_env env, napi_callback_info info);

// registerProducts(threads: number): boolean
// Registers, once for the process, the target tissuebook_product for XLA's custom calls on the CPU: operands a and b, float32, result
// [batch, m, n]. Its backend_config is "library batch m n k transpose_a transpose_b stride_a stride_b" in decimal, see product.h.
// False when this TensorFlow does not let the target be registered.
napi_value RegisterProducts(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_PRODUCT_OP_H_
