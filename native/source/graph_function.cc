#include "graph_function.h"

#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "external.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"
#include "tfjs_backend.h"
#include "utils.h"

namespace tfnodejs {

namespace {

// Tells graphs from every other handle (random).
constexpr napi_type_tag kGraphTag = {0x6b1d0c9e5a2f4c37, 0x9f48e2d17c03ab65};

// The serialized AttrValue {b: true}: field 5, varint, 1.
constexpr char kAttrTrue[] = {0x28, 0x01};

struct Graph {
  Graph() : graph(TF_NewGraph()) {}
  ~Graph() { TF_DeleteGraph(graph); }
  Graph(const Graph &) = delete;
  Graph &operator=(const Graph &) = delete;

  TF_Graph *graph;
  // What ids stand for.
  std::vector<TF_Output> tensors;
};

struct BufferDeleter {
  void operator()(TF_Buffer *buffer) const { TF_DeleteBuffer(buffer); }
};
struct FunctionDeleter {
  void operator()(TF_Function *function) const { TF_DeleteFunction(function); }
};

// A node as the caller describes it. An input is one tensor or a list of them.
struct NodeDescription {
  std::string op, name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<std::pair<bool, std::vector<TF_Output>>> inputs;
};

TFJSBackend *Backend(napi_env env) {
  TFJSBackend *backend = nullptr;
  napi_status status =
      napi_get_instance_data(env, reinterpret_cast<void **>(&backend));
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return backend;
}

bool ReadArguments(napi_env env, napi_callback_info info, size_t count,
                   napi_value *args) {
  size_t given = count;
  napi_status status =
      napi_get_cb_info(env, info, &given, args, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  if (given < count) {
    NAPI_THROW_ERROR(env, "Expecting %zu args but got %zu.", count, given);
    return false;
  }
  return true;
}

bool ReadString(napi_env env, napi_value value, std::string &string) {
  return GetStringParam(env, value, string) == napi_ok;
}

bool ReadBytes(napi_env env, napi_value value, std::string &bytes) {
  ENSURE_VALUE_IS_TYPED_ARRAY_RETVAL(env, value, false);
  napi_typedarray_type type;
  size_t length = 0;
  void *data = nullptr;
  napi_status status = napi_get_typedarray_info(env, value, &type, &length,
                                                &data, nullptr, nullptr);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  if (type != napi_uint8_array) {
    NAPI_THROW_ERROR(env, "Expecting a Uint8Array.");
    return false;
  }
  bytes.assign(static_cast<const char *>(data), length);
  return true;
}

Graph *ReadGraph(napi_env env, napi_value value) {
  Graph *const graph = tissuebook::ReadExternal<Graph>(env, value, kGraphTag);
  if (!graph) NAPI_THROW_ERROR(env, "Expecting a graph of newGraph().");
  return graph;
}

bool ReadTensor(napi_env env, const Graph &graph, napi_value value,
                TF_Output &tensor) {
  uint32_t id = 0;
  napi_status status = napi_get_value_uint32(env, value, &id);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  if (id >= graph.tensors.size()) {
    NAPI_THROW_ERROR(env, "The graph has no tensor %u.", id);
    return false;
  }
  tensor = graph.tensors[id];
  return true;
}

// Calls visit(element) for each element until it returns false.
template <typename Visit>
bool ForEach(napi_env env, napi_value array, Visit visit) {
  ENSURE_VALUE_IS_ARRAY_RETVAL(env, array, false);
  uint32_t count = 0;
  napi_status status = napi_get_array_length(env, array, &count);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  for (uint32_t i = 0; i < count; i++) {
    napi_value element;
    status = napi_get_element(env, array, i, &element);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
    if (!visit(element)) return false;
  }
  return true;
}

bool ReadTensors(napi_env env, const Graph &graph, napi_value array,
                 std::vector<TF_Output> &tensors) {
  return ForEach(env, array, [&](napi_value element) {
    TF_Output tensor;
    if (!ReadTensor(env, graph, element, tensor)) return false;
    tensors.push_back(tensor);
    return true;
  });
}

bool ReadNode(napi_env env, const Graph &graph, const napi_value *args,
              NodeDescription &node) {
  if (!ReadString(env, args[1], node.op) ||
      !ReadString(env, args[2], node.name)) {
    return false;
  }
  const bool attributes = ForEach(env, args[3], [&](napi_value pair) {
    napi_value name, value;
    napi_status status = napi_get_element(env, pair, 0, &name);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
    status = napi_get_element(env, pair, 1, &value);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
    node.attributes.emplace_back();
    return ReadString(env, name, node.attributes.back().first) &&
           ReadBytes(env, value, node.attributes.back().second);
  });
  return attributes && ForEach(env, args[4], [&](napi_value input) {
           bool list = false;
           napi_status status = napi_is_array(env, input, &list);
           ENSURE_NAPI_OK_RETVAL(env, status, false);
           node.inputs.emplace_back(list, std::vector<TF_Output>());
           auto &tensors = node.inputs.back().second;
           if (list) return ReadTensors(env, graph, input, tensors);
           tensors.emplace_back();
           return ReadTensor(env, graph, input, tensors.back());
         });
}

// Adds the node, or leaves the reason in `status`. Calls nothing of Node, so that the description is always released.
TF_Operation *AddNode(const Graph &graph, const NodeDescription &node,
                      TF_Status *status) {
  TF_OperationDescription *description =
      TF_NewOperation(graph.graph, node.op.c_str(), node.name.c_str());
  for (const auto &[list, tensors] : node.inputs) {
    if (list) {
      TF_AddInputList(description, tensors.data(),
                      static_cast<int>(tensors.size()));
    } else {
      TF_AddInput(description, tensors[0]);
    }
  }
  TF_AutoStatus attribute_status;
  for (const auto &[name, value] : node.attributes) {
    TF_SetAttrValueProto(description, name.c_str(), value.data(), value.size(),
                         attribute_status.status);
    if (TF_GetCode(attribute_status.status) != TF_OK) break;
  }
  TF_Operation *operation = TF_FinishOperation(description, status);
  if (TF_GetCode(attribute_status.status) != TF_OK) {
    TF_SetStatus(status, TF_GetCode(attribute_status.status),
                 TF_Message(attribute_status.status));
  }
  return operation;
}

bool SetNumber(napi_env env, napi_value object, const char *name,
               int64_t number) {
  napi_value value;
  napi_status status = napi_create_int64(env, number, &value);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  status = napi_set_named_property(env, object, name, value);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  return true;
}

bool SetShape(napi_env env, napi_value object, const std::vector<int64_t> &sizes,
              bool unknown) {
  napi_value shape, value;
  napi_status status =
      napi_create_array_with_length(env, sizes.size(), &shape);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  for (size_t i = 0; i < sizes.size(); i++) {
    status = napi_create_int64(env, sizes[i], &value);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
    status = napi_set_element(env, shape, static_cast<uint32_t>(i), value);
    ENSURE_NAPI_OK_RETVAL(env, status, false);
  }
  status = napi_set_named_property(env, object, "shape", shape);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  if (!unknown) return true;
  status = napi_get_boolean(env, true, &value);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  status = napi_set_named_property(env, object, "unknown", value);
  ENSURE_NAPI_OK_RETVAL(env, status, false);
  return true;
}

// Gives the output an id and describes it.
napi_value DescribeOutput(napi_env env, Graph &graph, TF_Output tensor) {
  TF_AutoStatus tf;
  const int rank = TF_GraphGetTensorNumDims(graph.graph, tensor, tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  std::vector<int64_t> sizes(rank > 0 ? rank : 0);
  if (rank > 0) {
    TF_GraphGetTensorShape(graph.graph, tensor, sizes.data(), rank, tf.status);
    ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  }
  napi_value result;
  napi_status status = napi_create_object(env, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  const int64_t id = static_cast<int64_t>(graph.tensors.size());
  if (!SetNumber(env, result, "id", id) ||
      !SetNumber(env, result, "dtype", TF_OperationOutputType(tensor)) ||
      !SetShape(env, result, sizes, rank < 0)) {
    return nullptr;
  }
  graph.tensors.push_back(tensor);
  return result;
}

}  // namespace

napi_value OpDefinition(napi_env env, napi_callback_info info) {
  napi_value args[1];
  std::string op;
  if (!ReadArguments(env, info, 1, args) || !ReadString(env, args[0], op)) {
    return nullptr;
  }
  const Graph graph;
  std::unique_ptr<TF_Buffer, BufferDeleter> buffer(TF_NewBuffer());
  TF_AutoStatus tf;
  TF_GraphGetOpDef(graph.graph, op.c_str(), buffer.get(), tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  void *data = nullptr;
  napi_value bytes, result;
  napi_status status =
      napi_create_arraybuffer(env, buffer->length, &data, &bytes);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  std::memcpy(data, buffer->data, buffer->length);
  status = napi_create_typedarray(env, napi_uint8_array, buffer->length, bytes,
                                  0, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  return result;
}

napi_value NewGraph(napi_env env, napi_callback_info) {
  return tissuebook::NewExternal(env, std::make_unique<Graph>(), kGraphTag);
}

napi_value AddGraphNode(napi_env env, napi_callback_info info) {
  napi_value args[5];
  if (!ReadArguments(env, info, 5, args)) return nullptr;
  Graph *const graph = ReadGraph(env, args[0]);
  NodeDescription node;
  if (!graph || !ReadNode(env, *graph, args, node)) return nullptr;
  TF_AutoStatus tf;
  TF_Operation *const operation = AddNode(*graph, node, tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);

  const int outputs = TF_OperationNumOutputs(operation);
  napi_value result;
  napi_status status = napi_create_array_with_length(env, outputs, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  for (int i = 0; i < outputs; i++) {
    napi_value output = DescribeOutput(env, *graph, TF_Output{operation, i});
    if (!output) return nullptr;
    status = napi_set_element(env, result, i, output);
    ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  }
  return result;
}

napi_value AddGraphFunction(napi_env env, napi_callback_info info) {
  napi_value args[5];
  if (!ReadArguments(env, info, 5, args)) return nullptr;
  TFJSBackend *const backend = Backend(env);
  Graph *const graph = ReadGraph(env, args[0]);
  if (!backend || !graph) return nullptr;
  std::string name;
  std::vector<TF_Output> inputs, outputs;
  bool xla = false;
  if (!ReadString(env, args[1], name) ||
      !ReadTensors(env, *graph, args[2], inputs) ||
      !ReadTensors(env, *graph, args[3], outputs)) {
    return nullptr;
  }
  napi_status status = napi_get_value_bool(env, args[4], &xla);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);

  TF_AutoStatus tf;
  std::unique_ptr<TF_Function, FunctionDeleter> function(TF_GraphToFunction(
      graph->graph, name.c_str(), /*append_hash_to_fn_name=*/0,
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
  return nullptr;
}

napi_value RemoveGraphFunction(napi_env env, napi_callback_info info) {
  napi_value args[1];
  std::string name;
  if (!ReadArguments(env, info, 1, args) || !ReadString(env, args[0], name)) {
    return nullptr;
  }
  TFJSBackend *const backend = Backend(env);
  if (!backend) return nullptr;
  TF_AutoStatus tf;
  TFE_ContextRemoveFunction(backend->context(), name.c_str(), tf.status);
  ENSURE_TF_OK_RETVAL(env, tf, nullptr);
  return nullptr;
}

}  // namespace tfnodejs
