#include "edge_sum_op.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "call_times.h"
#include "edge_sum.h"
#include "guard.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tf_auto_status.h"
#include "utils.h"
#include "workers.h"
#include "xla_call.h"

namespace tfnodejs {

namespace {

using tissuebook::ComputeEdgeSum;

constexpr char kOp[] = "TissuebookEdgeSum";
constexpr char kTarget[] = "tissuebook_edge_sum";
enum Input { kX, kTo, kFrom, kValues, kInputs };

struct TensorDeleter {
  void operator()(TF_Tensor *tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, TensorDeleter>;

// What is wrong with the numbers of rows of x and of edges' ends, starts and values, or null.
const char *LengthProblem(int64_t rows, int64_t edges, int64_t from,
                          int64_t values) {
  if (from != 0 && from != edges) return "from and to differ in length";
  if (values != 0 && values != edges) return "values and to differ in length";
  // Without edges nobody can tell an empty `from` from one that was left out, and neither names a row.
  if (from == 0 && edges != 0 && rows != edges) return "x and to differ in length";
  return nullptr;
}

// Computes one call of XLA's; returns what is wrong with it, or null.
const char *ComputeCall(void *result, const void **operands, const std::string &config) {
  long long rows, width, edges, from, values, size;
  if (std::sscanf(config.c_str(), "%lld %lld %lld %lld %lld %lld", &rows, &width,
                  &edges, &from, &values, &size) != 6) {
    return "its shapes are not given";
  }
  if (const char *problem = LengthProblem(rows, edges, from, values)) return problem;
  return ComputeEdgeSum(
      {static_cast<const float *>(operands[kX]), rows, width,
       static_cast<const int32_t *>(operands[kTo]), edges,
       from ? static_cast<const int32_t *>(operands[kFrom]) : nullptr,
       values ? static_cast<const float *>(operands[kValues]) : nullptr,
       static_cast<float *>(tissuebook::ResultOf(result)), size});
}

// What XLA calls.
void Call(void *result, const void **operands, const char *config,
          size_t length, XlaCustomCallStatus_ *status) noexcept {
  const tissuebook::CallTimer timer(tissuebook::CallKind::kSum);
  tissuebook::GuardXlaCall(status, kOp, [=] { return ComputeCall(result, operands, std::string(config, length)); });
}

// Runs a part of a kernel; what it throws is left in `status`, as a failure of TensorFlow's.
template <typename Body>
void GuardKernel(TF_Status *status, Body body) noexcept {
  tissuebook::Guard(body, [status](const char *words) { TF_SetStatus(status, TF_INTERNAL, words); });
}

void *CreateKernel(TF_OpKernelConstruction *construction) noexcept {
  TF_AutoStatus tf;
  std::unique_ptr<int64_t> size;
  GuardKernel(tf.status, [&] {
    size = std::make_unique<int64_t>(0);
    TF_OpKernelConstruction_GetAttrInt64(construction, "size", size.get(), tf.status);
    if (TF_GetCode(tf.status) == TF_OK && *size < 0) {
      TF_SetStatus(tf.status, TF_INVALID_ARGUMENT, "TissuebookEdgeSum: a negative size");
    }
  });
  if (TF_GetCode(tf.status) == TF_OK) return size.release();
  TF_OpKernelConstruction_Failure(construction, tf.status);
  return nullptr;
}

void DeleteKernel(void *kernel) noexcept { delete static_cast<int64_t *>(kernel); }

// What is wrong with the shapes of the inputs, or null.
const char *ShapeProblem(const Tensor *inputs) {
  const auto count = [&](int i) { return TF_TensorElementCount(inputs[i].get()); };
  if (TF_NumDims(inputs[kX].get()) < 1) return "x has no rows";
  return LengthProblem(TF_Dim(inputs[kX].get(), 0), count(kTo), count(kFrom), count(kValues));
}

void Compute(TF_OpKernelContext *context, const Tensor *inputs, int64_t size, TF_Status *status) {
  if (const char *problem = ShapeProblem(inputs)) {
    TF_SetStatus(status, TF_INVALID_ARGUMENT, problem);
    return;
  }
  const TF_Tensor *const x = inputs[kX].get();
  std::vector<int64_t> shape{size};
  int64_t width = 1;
  for (int i = 1; i < TF_NumDims(x); i++) {
    shape.push_back(TF_Dim(x, i));
    width *= shape.back();
  }
  const Tensor sums(TF_AllocateOutput(context, 0, TF_FLOAT, shape.data(), static_cast<int>(shape.size()),
                                      size * width * sizeof(float), status));
  if (TF_GetCode(status) != TF_OK) return;
  const auto floats = [&](int i) { return static_cast<const float *>(TF_TensorData(inputs[i].get())); };
  const auto numbers = [&](int i) { return static_cast<const int32_t *>(TF_TensorData(inputs[i].get())); };
  const auto given = [&](int i) { return TF_TensorElementCount(inputs[i].get()) > 0; };
  const char *const problem = ComputeEdgeSum({floats(kX), TF_Dim(x, 0), width, numbers(kTo),
                                              TF_TensorElementCount(inputs[kTo].get()),
                                              given(kFrom) ? numbers(kFrom) : nullptr,
                                              given(kValues) ? floats(kValues) : nullptr,
                                              static_cast<float *>(TF_TensorData(sums.get())), size});
  if (problem) TF_SetStatus(status, TF_INVALID_ARGUMENT, problem);
}

void ComputeKernel(void *kernel, TF_OpKernelContext *context) noexcept {
  TF_AutoStatus tf;
  GuardKernel(tf.status, [&] {
    Tensor inputs[kInputs];
    for (int i = 0; i < kInputs && TF_GetCode(tf.status) == TF_OK; i++) {
      TF_Tensor *tensor = nullptr;
      TF_GetInput(context, i, &tensor, tf.status);
      inputs[i].reset(tensor);
    }
    if (TF_GetCode(tf.status) == TF_OK) Compute(context, inputs, *static_cast<int64_t *>(kernel), tf.status);
  });
  if (TF_GetCode(tf.status) != TF_OK) TF_OpKernelContext_Failure(context, tf.status);
}

void RegisterOp(TF_Status *status) {
  TF_OpDefinitionBuilder *const op = TF_NewOpDefinitionBuilder(kOp);
  for (const char *input : {"x: float", "to: int32", "from: int32", "values: float"}) {
    TF_OpDefinitionBuilderAddInput(op, input);
  }
  TF_OpDefinitionBuilderAddAttr(op, "size: int");
  TF_OpDefinitionBuilderAddOutput(op, "sums: float");
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(op, status);
  if (TF_GetCode(status) != TF_OK) return;
  TF_RegisterKernelBuilder(kOp, TF_NewKernelBuilder(kOp, "CPU", CreateKernel, ComputeKernel, DeleteKernel), status);
}

}  // namespace

napi_value RegisterEdgeSum(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument, result;
  int32_t threads = 1;
  napi_status status = napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  status = napi_get_value_int32(env, argument, &threads);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);

  const bool known = tissuebook::HasXlaRegistry();
  static bool registered = false;
  if (known && !registered) {
    TF_AutoStatus tf;
    RegisterOp(tf.status);
    ENSURE_TF_OK_RETVAL(env, tf, nullptr);
    tissuebook::RegisterXlaFunction(kTarget, &Call);
    registered = true;
  }
  tissuebook::Workers::Shared().Grow(threads);
  status = napi_get_boolean(env, known, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return result;
}

}  // namespace tfnodejs
