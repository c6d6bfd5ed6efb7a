#include "product_op.h"

#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "attention.h"
#include "call_times.h"
#include "product.h"
#include "utils.h"
#include "workers.h"
#include "xla_call.h"

namespace tfnodejs {

namespace {

constexpr char kTarget[] = "tissuebook_product";
constexpr char kAttention[] = "tissuebook_attention";
constexpr char kAttentionGradient[] = "tissuebook_attention_gradient";

// By number; never destroyed, since threads may outlive what is. Calls on other threads read what lies below `loaded`.
constexpr int kMostLibraries = 8;
auto *const libraries = new tissuebook::Blas[kMostLibraries];
std::atomic<int> loaded{0};

const char *ComputeCall(void *result, const void **operands, const std::string &config) {
  long long library, batch, m, n, k, stride_a, stride_b;
  int transpose_a, transpose_b;
  if (std::sscanf(config.c_str(), "%lld %lld %lld %lld %lld %d %d %lld %lld", &library, &batch, &m, &n, &k,
                  &transpose_a, &transpose_b, &stride_a, &stride_b) != 9) {
    return "its shapes are not given";
  }
  if (library < 0 || library >= loaded) return "its library is not loaded";
  return tissuebook::ComputeProduct(
      libraries[library].sgemm,
      {static_cast<const float *>(operands[0]), static_cast<const float *>(operands[1]), static_cast<float *>(tissuebook::ResultOf(result)),
       batch, m, n, k, transpose_a != 0, transpose_b != 0, stride_a, stride_b});
}

// What XLA calls.
void Call(void *result, const void **operands, const char *config, size_t length,
          XlaCustomCallStatus_ *status) noexcept {
  const tissuebook::CallTimer timer(tissuebook::CallKind::kProduct);
  tissuebook::GuardXlaCall(status, kTarget, [=] { return ComputeCall(result, operands, std::string(config, length)); });
}

// Reads "library items queries keys d width masked"; returns what is wrong with it, or null.
const char *ReadAttention(const void **operands, const std::string &config, tissuebook::Sgemm &sgemm,
                          tissuebook::Attention &task) {
  long long library, items, queries, keys, d, width;
  int masked;
  if (std::sscanf(config.c_str(), "%lld %lld %lld %lld %lld %lld %d", &library, &items, &queries, &keys, &d, &width,
                  &masked) != 7) {
    return "its shapes are not given";
  }
  if (library < 0 || library >= loaded) return "its library is not loaded";
  const auto floats = [&](int i) { return static_cast<const float *>(operands[i]); };
  sgemm = libraries[library].sgemm;
  task = {floats(0), floats(1), floats(2), masked ? floats(3) : nullptr, items, queries, keys, d, width};
  return nullptr;
}

void CallAttention(void *result, const void **operands, const char *config, size_t length,
                   XlaCustomCallStatus_ *status) noexcept {
  const tissuebook::CallTimer timer(tissuebook::CallKind::kAttention);
  tissuebook::GuardXlaCall(status, kAttention, [=]() -> const char * {
    tissuebook::Sgemm sgemm;
    tissuebook::Attention task;
    if (const char *problem = ReadAttention(operands, std::string(config, length), sgemm, task)) return problem;
    return tissuebook::ComputeAttention(sgemm, task, static_cast<float *>(tissuebook::ResultOf(result)));
  });
}

// The three gradients are one result, one behind the other: see ResultOf.
void CallAttentionGradient(void *result, const void **operands, const char *config, size_t length,
                           XlaCustomCallStatus_ *status) noexcept {
  const tissuebook::CallTimer timer(tissuebook::CallKind::kAttention);
  tissuebook::GuardXlaCall(status, kAttentionGradient, [=]() -> const char * {
    tissuebook::Sgemm sgemm;
    tissuebook::Attention task;
    if (const char *problem = ReadAttention(operands, std::string(config, length), sgemm, task)) return problem;
    float *const to_q = static_cast<float *>(tissuebook::ResultOf(result));
    float *const to_k = to_q + task.items * task.queries * task.d;
    float *const to_v = to_k + task.items * task.keys * task.d;
    return tissuebook::ComputeAttentionGradient(sgemm, task, static_cast<const float *>(operands[4]), to_q, to_k, to_v);
  });
}

bool Argument(napi_env env, napi_callback_info info, napi_value *argument) {
  size_t count = 1;
  const napi_status status = napi_get_cb_info(env, info, &count, argument, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  return true;
}

}  // namespace

napi_value LoadBlas(napi_env env, napi_callback_info info) {
  napi_value argument, number, description, result;
  std::string path;
  if (!Argument(env, info, &argument) || GetStringParam(env, argument, path) != napi_ok) return nullptr;
  const int index = loaded;
  if (index == kMostLibraries) throw std::runtime_error("there are enough libraries");
  libraries[index] = tissuebook::LoadBlas(path);
  const std::string &words = libraries[index].description;
  loaded = index + 1;
  napi_status status = napi_create_object(env, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  status = napi_create_int32(env, index, &number);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  status = napi_create_string_utf8(env, words.data(), words.size(), &description);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  status = napi_set_named_property(env, result, "library", number);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  status = napi_set_named_property(env, result, "description", description);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return result;
}

napi_value RegisterProducts(napi_env env, napi_callback_info info) {
  napi_value argument, result;
  int32_t threads = 1;
  if (!Argument(env, info, &argument)) return nullptr;
  napi_status status = napi_get_value_int32(env, argument, &threads);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  const bool known = tissuebook::HasXlaRegistry();
  static bool registered = false;
  if (known && !registered) {
    tissuebook::RegisterXlaFunction(kTarget, &Call);
    tissuebook::RegisterXlaFunction(kAttention, &CallAttention);
    tissuebook::RegisterXlaFunction(kAttentionGradient, &CallAttentionGradient);
    registered = true;
  }
  tissuebook::Workers::Shared().Grow(threads);
  status = napi_get_boolean(env, known, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return result;
}

}  // namespace tfnodejs
