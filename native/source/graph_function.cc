#include "graph_function.h"

#include <charconv>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"
#include "tfjs_backend.h"
#include "utils.h"

namespace tfnodejs {

namespace {

struct GraphDeleter {
  void operator()(TF_Graph *graph) const { TF_DeleteGraph(graph); }
};
struct BufferDeleter {
  void operator()(TF_Buffer *buffer) const { TF_DeleteBuffer(buffer); }
};
struct ImportOptionsDeleter {
  void operator()(TF_ImportGraphDefOptions *options) const {
    TF_DeleteImportGraphDefOptions(options);
  }
};
struct FunctionDeleter {
  void operator()(TF_Function *function) const { TF_DeleteFunction(function); }
};

// The serialised AttrValue {b: true}: field 5, varint, 1.
constexpr char kAttrTrue[] = {0x28, 0x01};

TFJSBackend *Backend(napi_env env) {
  TFJSBackend *backend = nullptr;
  napi_status status =
      napi_get_instance_data(env, reinterpret_cast<void **>(&backend));
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return backend;
}

bool ReadString(napi_env env, napi_value value, std::string &string) {
  return GetStringParam(env, value, string) == napi_ok;
}

// Finds the tensor "node:index" of the graph; "node" is its output 0.
bool FindTensor(napi_env env, TF_Graph *graph, const std::string &name,
                TF_Output &tensor) {
  const size_t colon = name.rfind(':');
  tensor.index = 0;
  if (colon != std::string::npos) {
    const char *end = name.data() + name.size();
    const auto [stop, error] =
        std::from_chars(name.data() + colon + 1, end, tensor.index);
    if (error != std::errc() || stop != end) {
      NAPI_THROW_ERROR(env, "Not a tensor's name: %s", name.c_str());
      return false;
    }
  }
  tensor.oper = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  if (!tensor.oper || tensor.index < 0 ||
      tensor.index >= TF_OperationNumOutputs(tensor.oper)) {
    NAPI_THROW_ERROR(env, "The graph has no tensor %s", name.c_str());
    return false;
  }
  return true;
}

bool FindTensors(napi_env env, TF_Graph *graph, napi_value names,
                 std::vector<TF_Output> &tensors) {
  uint32_t count = 0;
  napi_status status = napi_get_array_length(env, names, &count);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  tensors.resize(count);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    status = napi_get_element(env, names, i, &element);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
    std::string name;
    if (!ReadString(env, element, name) ||
        !FindTensor(env, graph, name, tensors[i])) {
      return false;
    }
  }
  return true;
}

}  // namespace

napi_value AddGraphFunction(napi_env env, napi_callback_info info) {
  size_t argc = 5;
  napi_value args[5];
  napi_status status =
      napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  if (argc < 5) {
    NAPI_THROW_ERROR(env, "Invalid number of args passed to addGraphFunction()");
    return nullptr;
  }
  TFJSBackend *const backend = Backend(env);
  if (!backend) return nullptr;

  std::string name;
  if (!ReadString(env, args[0], name)) return nullptr;
  ENSURE_VALUE_IS_TYPED_ARRAY_RETVAL(env, args[1], nullptr);
  ENSURE_VALUE_IS_ARRAY_RETVAL(env, args[2], nullptr);
  ENSURE_VALUE_IS_ARRAY_RETVAL(env, args[3], nullptr);
  napi_typedarray_type type;
  size_t length = 0;
  void *bytes = nullptr;
  status = napi_get_typedarray_info(env, args[1], &type, &length, &bytes,
                                    nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  if (type != napi_uint8_array) {
    NAPI_THROW_ERROR(env, "The graph must be a Uint8Array");
    return nullptr;
  }
  bool xla = false;
  status = napi_get_value_bool(env, args[4], &xla);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);

  TF_AutoStatus tf;
  std::unique_ptr<TF_Graph, GraphDeleter> graph(TF_NewGraph());
  std::unique_ptr<TF_Buffer, BufferDeleter> buffer(
      TF_NewBufferFromString(bytes, length));
  std::unique_ptr<TF_ImportGraphDefOptions, ImportOptionsDeleter> options(
      TF_NewImportGraphDefOptions());
  TF_GraphImportGraphDef(graph.get(), buffer.get(), options.get(), tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);

  std::vector<TF_Output> inputs, outputs;
  if (!FindTensors(env, graph.get(), args[2], inputs) ||
      !FindTensors(env, graph.get(), args[3], outputs)) {
    return nullptr;
  }
  std::unique_ptr<TF_Function, FunctionDeleter> function(TF_GraphToFunction(
      graph.get(), name.c_str(), /*append_hash_to_fn_name=*/0,
      /*num_opers=*/-1, /*opers=*/nullptr, static_cast<int>(inputs.size()),
      inputs.data(), static_cast<int>(outputs.size()), outputs.data(),
      /*output_names=*/nullptr, /*opts=*/nullptr, name.c_str(), tf.status));
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  if (xla) {
    TF_FunctionSetAttrValueProto(function.get(), "_XlaMustCompile", kAttrTrue,
                                 sizeof(kAttrTrue), tf.status);
    ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  }
  TFE_ContextAddFunction(backend->context(), function.get(), tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  return args[0];
}

napi_value RemoveGraphFunction(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  napi_status status =
      napi_get_cb_info(env, info, &argc, args, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  if (argc < 1) {
    NAPI_THROW_ERROR(env, "Invalid number of args passed to removeGraphFunction()");
    return nullptr;
  }
  TFJSBackend *const backend = Backend(env);
  if (!backend) return nullptr;
  std::string name;
  if (!ReadString(env, args[0], name)) return nullptr;
  TF_AutoStatus tf;
  TFE_ContextRemoveFunction(backend->context(), name.c_str(), tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  return args[0];
}

}  // namespace tfnodejs
