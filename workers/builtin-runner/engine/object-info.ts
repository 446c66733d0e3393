/** Node definitions in the form of ComfyUI's `/object_info`. */
import type { NodeDefinition as Description, ObjectInfo } from '@/lib/comfy/object-info';

import type { TenantFolders } from '../files/tenant-folders';
import type { InputSpec, NodeDefinition } from './node-definition';

type Choices = Readonly<Record<string, readonly string[]>>;

/** One node's definition. @param choices what the tenant's files offer, by input */
export function describeNode(node: NodeDefinition, choices: Choices = {}): Description {
  const required: Record<string, InputSpec> = { ...node.inputs.required };
  for (const [name, options] of Object.entries(choices)) {
    required[name] = [options, required[name]?.[1] ?? {}];
  }
  const input = { ...node.inputs, ...(node.inputs.required === undefined ? {} : { required }) };
  const order = Object.entries(input).map(([group, specs]) => [group, Object.keys(specs)]);
  return {
    input,
    input_order: Object.fromEntries(order) as unknown,
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

function styleFields(node: NodeDefinition): Record<string, boolean> {
  if (node.newStyle === true) {
    return { deprecated: false, experimental: node.experimental ?? false, api_node: false };
  }
  return node.experimental === true ? { experimental: true } : {};
}

/** All nodes, without anybody's files. */
export function describeNodes(nodes: ReadonlyMap<string, NodeDefinition>): ObjectInfo {
  return Object.fromEntries([...nodes].map(([name, node]) => [name, describeNode(node)]));
}

/** The given nodes with the files that the tenant may choose from. */
export async function describeNodesFor(
  nodes: Iterable<NodeDefinition>,
  folders: TenantFolders,
): Promise<ObjectInfo> {
  const described: [string, Description][] = [];
  for (const node of nodes) {
    described.push([node.name, describeNode(node, await node.choices?.(folders))]);
  }
  return Object.fromEntries(described);
}
