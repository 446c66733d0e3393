/** Node definitions in the form of ComfyUI's `/object_info`. */
import type { TenantFolders } from '../files/tenant-folders';
import type { InputSpec, NodeDefinition } from './node-definition';

export type ObjectInfo = Record<string, unknown>;

/** A node's inputs with the choices that this tenant has. */
export async function inputsFor(
  node: NodeDefinition,
  folders: TenantFolders,
): Promise<NodeDefinition['inputs']> {
  if (node.choices === undefined) return node.inputs;
  const choices = await node.choices(folders);
  const required: Record<string, InputSpec> = { ...node.inputs.required };
  for (const [name, options] of Object.entries(choices)) {
    required[name] = [options, ...(required[name]?.slice(1) ?? [])] as unknown as InputSpec;
  }
  return { ...node.inputs, required };
}

/** One node's definition for the tenant whose folders are given. */
export async function describeNode(
  node: NodeDefinition,
  folders: TenantFolders,
): Promise<ObjectInfo> {
  const input = await inputsFor(node, folders);
  const order = Object.fromEntries(
    Object.entries(input).map(([group, specs]) => [group, Object.keys(specs as object)]),
  );
  return {
    input,
    input_order: order,
    output: node.outputs.map((output) => output.type),
    output_is_list: node.outputs.map((output) => output.isList ?? false),
    output_name: node.outputs.map((output) => output.name ?? output.type),
    ...(node.newStyle === true ? { output_tooltips: node.outputs.map(() => null) } : {}),
    name: node.name,
    display_name: node.displayName,
    description: node.description ?? '',
    python_module: node.module,
    category: node.category,
    output_node: node.outputNode ?? false,
    ...styleFields(node),
  };
}

function styleFields(node: NodeDefinition): ObjectInfo {
  if (node.newStyle === true) {
    return { deprecated: false, experimental: node.experimental ?? false, api_node: false };
  }
  return node.experimental === true ? { experimental: true } : {};
}

/** All nodes, by class name. */
export async function describeNodes(
  nodes: ReadonlyMap<string, NodeDefinition>,
  folders: TenantFolders,
): Promise<ObjectInfo> {
  const described: ObjectInfo = {};
  for (const [name, node] of nodes) described[name] = await describeNode(node, folders);
  return described;
}
