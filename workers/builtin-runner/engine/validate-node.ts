/** One node of a posted graph: its inputs against its definition, with ComfyUI's error types. */
import type { TenantFolders } from '../files/tenant-folders';
import { convertConstant } from './convert-constant';
import type { InputSpec, NodeDefinition } from './node-definition';
import { inputsFor } from './object-info';
import { own, type Graph } from './values';

export interface NodeProblem {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Record<string, unknown>;
}

const LISTED_CHOICES_MAX = 20;

/** Whether an output of type `given` fits an input of type `wanted`. */
export function typesFit(given: string, wanted: string): boolean {
  if (given === wanted || given === '*' || wanted === '*') return true;
  const accepted = new Set(wanted.split(','));
  return given.split(',').every((type) => accepted.has(type));
}

interface InputCheck {
  readonly name: string;
  readonly spec: InputSpec;
  readonly value: unknown;
}

function problem(
  type: string,
  message: string,
  details: string,
  { name, spec, value }: InputCheck,
  more: Record<string, unknown> = {},
): NodeProblem {
  const config = { input_name: name, input_config: [spec[0], spec[1] ?? {}] };
  return { type, message, details, extra_info: { ...config, received_value: value, ...more } };
}

function checkLink(
  graph: Graph,
  check: InputCheck & { readonly value: readonly unknown[] },
  nodes: ReadonlyMap<string, NodeDefinition>,
): NodeProblem | null {
  const { name, spec, value } = check;
  const [nodeId, slot] = value;
  if (value.length !== 2) {
    const message = 'Bad linked input, must be a length-2 list of [node_id, slot_index]';
    return problem('bad_linked_input', message, name, check);
  }
  const source = typeof nodeId === 'string' ? own(graph, nodeId) : undefined;
  const outputs = source === undefined ? undefined : nodes.get(source.class_type)?.outputs;
  const output = typeof slot === 'number' ? outputs?.[slot] : undefined;
  if (output === undefined) {
    return {
      type: 'exception_during_validation',
      message: 'Exception when validating node',
      details: `'${String(source === undefined ? nodeId : slot)}'`,
      extra_info: {
        exception_type: source === undefined ? 'KeyError' : 'IndexError',
        traceback: [],
      },
    };
  }
  const wanted = typeof spec[0] === 'string' ? spec[0] : 'COMBO';
  if (typesFit(output.type, wanted)) return null;
  return {
    type: 'return_type_mismatch',
    message: 'Return type mismatch between linked nodes',
    details: `${name}, received_type(${output.type}) mismatch input_type(${wanted})`,
    extra_info: {
      input_name: name,
      input_config: [spec[0], spec[1] ?? {}],
      received_type: output.type,
      linked_node: value,
    },
  };
}

function checkLimits(check: InputCheck): NodeProblem | null {
  const { name, spec, value } = check;
  const { min, max } = (spec[1] ?? {}) as { min?: unknown; max?: unknown };
  if (typeof value === 'number' && typeof min === 'number' && value < min) {
    const message = `Value ${value} smaller than min of ${min}`;
    return problem('value_smaller_than_min', message, name, check);
  }
  if (typeof value === 'number' && typeof max === 'number' && value > max) {
    const message = `Value ${value} bigger than max of ${max}`;
    return problem('value_bigger_than_max', message, name, check);
  }
  const choices = choicesOf(spec);
  if (choices === null || choices.includes(String(value))) return null;
  const many = choices.length > LISTED_CHOICES_MAX;
  const listed = many
    ? `(list of length ${choices.length})`
    : `[${choices.map((choice) => `'${choice}'`).join(', ')}]`;
  const details = `${name}: '${String(value)}' not in ${listed}`;
  const more = many ? { input_config: null } : {};
  return problem('value_not_in_list', 'Value not in list', details, check, more);
}

function choicesOf(spec: InputSpec): readonly string[] | null {
  const [type, options] = spec;
  if (typeof type !== 'string') return type;
  const listed = options?.['options'];
  return type === 'COMBO' && Array.isArray(listed) ? (listed as readonly string[]) : null;
}

/** What is wrong with a node; constants are converted in place as ComfyUI does. */
export async function validateNode(
  graph: Graph,
  nodeId: string,
  nodes: ReadonlyMap<string, NodeDefinition>,
  folders: TenantFolders,
): Promise<NodeProblem[]> {
  const node = own(graph, nodeId);
  const definition = nodes.get(node?.class_type ?? '');
  if (node === undefined || definition === undefined) return [];
  const specs = await inputsFor(definition, folders);
  const found: NodeProblem[] = [];
  for (const [name, spec] of Object.entries({ ...specs.required, ...specs.optional })) {
    const value = own(node.inputs, name);
    if (value === undefined) {
      if (own(specs.required ?? {}, name) !== undefined) found.push(missing(name));
      continue;
    }
    const judged = definition.validatedInputs?.includes(name) ?? false;
    const one = checkInput(graph, node.inputs, { name, spec, value }, nodes, judged);
    if (one !== null) found.push(one);
  }
  if (definition.validate !== undefined && found.length === 0) {
    const text = await definition.validate(node.inputs, folders);
    const name = definition.validatedInputs?.[0] ?? '';
    if (text !== null) found.push(customProblem(name, text));
  }
  return found;
}

function checkInput(
  graph: Graph,
  inputs: Record<string, unknown>,
  check: InputCheck,
  nodes: ReadonlyMap<string, NodeDefinition>,
  judged: boolean,
): NodeProblem | null {
  const { name, spec, value } = check;
  if (Array.isArray(value)) return checkLink(graph, { ...check, value }, nodes);
  const converted = convertConstant(spec[0], value);
  if (!converted.ok) {
    const type = typeof spec[0] === 'string' ? spec[0] : 'COMBO';
    const message = `Failed to convert an input value to a ${type} value`;
    const details = `${name}, ${JSON.stringify(value)}, ${converted.reason}`;
    const more = { exception_message: converted.reason };
    return problem('invalid_input_type', message, details, check, more);
  }
  inputs[name] = converted.value;
  return judged ? null : checkLimits({ ...check, value: converted.value });
}

function missing(name: string): NodeProblem {
  return {
    type: 'required_input_missing',
    message: 'Required input is missing',
    details: name,
    extra_info: { input_name: name },
  };
}

function customProblem(name: string, text: string): NodeProblem {
  return {
    type: 'custom_validation_failed',
    message: 'Custom validation failed for node',
    details: `${name} - ${text}`,
    extra_info: { input_name: name },
  };
}
