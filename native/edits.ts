/** One change of a source file of the npm package's binding. */
export interface Edit {
  file: string;
  /** A text that occurs exactly once. */
  after: string;
  insert: string;
}

/** A row of the binding's table of exports: the JavaScript name, and the C++ function of the same name. */
const property = (name: string): string =>
  `      {"${name}", nullptr, ${name[0].toUpperCase()}${name.slice(1)}, nullptr, nullptr, nullptr, napi_default, nullptr},\n`;

/** What makes the package's binding know the functions of source/graph_function.cc, source/edge_sum_op.cc and source/product_op.cc, and guards all. */
export const EDITS: readonly Edit[] = [
  {
    file: 'tfjs_backend.h',
    after: '  napi_value GetNumOfTensors(napi_env env);\n',
    insert:
      '\n  // The eager context, for functions that are registered from outside of this class.\n  TFE_Context *context() const { return tfe_context_; }\n',
  },
  {
    file: 'tfjs_binding.cc',
    after: '#include "tfjs_backend.h"\n',
    insert:
      '#include "call_times.h"\n#include "edge_sum_op.h"\n#include "graph_function.h"\n#include "guard.h"\n#include "product_op.h"\n',
  },
  {
    file: 'tfjs_binding.cc',
    after: '  napi_property_descriptor exports_properties[] = {\n',
    insert: [
      'opDefinition',
      'newGraph',
      'addGraphNode',
      'addGraphFunction',
      'removeGraphFunction',
      'registerEdgeSum',
      'loadBlas',
      'registerProducts',
      'callTimes',
    ]
      .map(property)
      .join(''),
  },
  // Exceptions of the package's functions and of ours: native/source/guard.h.
  {
    file: 'tfjs_binding.cc',
    after:
      '      {"getNumOfTensors", nullptr, GetNumOfTensors, nullptr, nullptr,\n       nullptr, napi_default, nullptr},\n\n  };\n',
    insert: '  tissuebook::GuardExports(exports_properties);\n',
  },
  {
    file: 'tfjs_binding.cc',
    after: 'NAPI_MODULE(tfe_binding, InitTFNodeJSBinding',
    insert: '>',
  },
  {
    file: 'tfjs_binding.cc',
    after: 'NAPI_MODULE(tfe_binding, ',
    insert: 'tissuebook::GuardInit<',
  },
];

/**
 * Applies the edits for one file.
 *
 * @throws Error when a text to insert after is absent or not unique: the package's sources are not those we know
 */
export function applyEdits(file: string, source: string, edits: readonly Edit[] = EDITS): string {
  let text = source;
  for (const edit of edits.filter((candidate) => candidate.file === file)) {
    const at = text.indexOf(edit.after);
    if (at < 0 || text.indexOf(edit.after, at + 1) >= 0) {
      throw new Error(`${file}: the place to extend was not found exactly once: ${JSON.stringify(edit.after)}`);
    }
    text = text.slice(0, at + edit.after.length) + edit.insert + text.slice(at + edit.after.length);
  }
  return text;
}
