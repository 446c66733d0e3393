/** Constants and texts. Texts are counted in code points, as ComfyUI's language does. */
import type { InputSpec, NodeDefinition, OutputSpec } from '../engine/node-definition';
import { capitalize, slice, strip, titleCase } from './python-text';
import { combo } from './specs';

const TEXT: InputSpec = ['STRING', { multiline: true }];
const LARGEST = 2 ** 63 - 1;
const textOut: OutputSpec = { type: 'STRING' };

function primitive(
  name: string,
  displayName: string,
  type: string,
  options: Record<string, unknown>,
): NodeDefinition {
  return {
    name,
    displayName,
    category: 'utils/primitive',
    module: 'comfy_extras.nodes_primitive',
    newStyle: true,
    inputs: { required: { value: [type, options] } },
    outputs: [{ type }],
    run: (inputs) => ({ outputs: [inputs.any('value') ?? null] }),
  };
}

export const primitives: readonly NodeDefinition[] = [
  primitive('PrimitiveInt', 'Int', 'INT', {
    min: -LARGEST,
    max: LARGEST,
    control_after_generate: true,
  }),
  primitive('PrimitiveFloat', 'Float', 'FLOAT', { min: -LARGEST, max: LARGEST }),
  primitive('PrimitiveString', 'String', 'STRING', { multiline: false }),
  primitive('PrimitiveStringMultiline', 'String (Multiline)', 'STRING', { multiline: true }),
  primitive('PrimitiveBoolean', 'Boolean', 'BOOLEAN', {}),
];

const text = {
  category: 'utils/string',
  module: 'comfy_extras.nodes_string',
  newStyle: true,
  outputs: [textOut],
} satisfies Partial<NodeDefinition>;

export const stringConcatenate: NodeDefinition = {
  ...text,
  name: 'StringConcatenate',
  displayName: 'Concatenate',
  inputs: {
    required: {
      string_a: TEXT,
      string_b: TEXT,
      delimiter: ['STRING', { default: '', multiline: false }],
    },
  },
  run: (inputs) => ({
    outputs: [[inputs.text('string_a'), inputs.text('string_b')].join(inputs.text('delimiter'))],
  }),
};

export const stringReplace: NodeDefinition = {
  ...text,
  name: 'StringReplace',
  displayName: 'Replace',
  inputs: { required: { string: TEXT, find: TEXT, replace: TEXT } },
  run(inputs) {
    const [find, replace] = [inputs.text('find'), inputs.text('replace')];
    if (find !== '') {
      return { outputs: [inputs.text('string').split(find).join(replace)] };
    }
    const points = Array.from(inputs.text('string'));
    return { outputs: [['', ...points, ''].join(replace)] };
  },
};

const CASES: Readonly<Record<string, (given: string) => string>> = {
  UPPERCASE: (given) => given.toUpperCase(),
  lowercase: (given) => given.toLowerCase(),
  Capitalize: capitalize,
  'Title Case': titleCase,
};

export const caseConverter: NodeDefinition = {
  ...text,
  name: 'CaseConverter',
  displayName: 'Case Converter',
  inputs: { required: { string: TEXT, mode: combo(Object.keys(CASES)) } },
  run(inputs) {
    const given = inputs.text('string');
    return { outputs: [CASES[inputs.text('mode')]?.(given) ?? given] };
  },
};

export const stringLength: NodeDefinition = {
  ...text,
  name: 'StringLength',
  displayName: 'Length',
  inputs: { required: { string: TEXT } },
  outputs: [{ type: 'INT', name: 'length' }],
  run: (inputs) => ({ outputs: [Array.from(inputs.text('string')).length] }),
};

export const stringSubstring: NodeDefinition = {
  ...text,
  name: 'StringSubstring',
  displayName: 'Substring',
  inputs: { required: { string: TEXT, start: ['INT', {}], end: ['INT', {}] } },
  run: (inputs) => ({
    outputs: [slice(inputs.text('string'), inputs.number('start'), inputs.number('end'))],
  }),
};

export const stringTrim: NodeDefinition = {
  ...text,
  name: 'StringTrim',
  displayName: 'Trim',
  inputs: { required: { string: TEXT, mode: combo(['Both', 'Left', 'Right']) } },
  run: (inputs) => ({ outputs: [strip(inputs.text('string'), inputs.text('mode'))] }),
};

export const stringContains: NodeDefinition = {
  ...text,
  name: 'StringContains',
  displayName: 'Contains',
  inputs: {
    required: {
      string: TEXT,
      substring: TEXT,
      case_sensitive: ['BOOLEAN', { default: true }],
    },
  },
  outputs: [{ type: 'BOOLEAN', name: 'contains' }],
  run(inputs) {
    const fold = (given: string): string =>
      inputs.flag('case_sensitive') ? given : given.toLowerCase();
    return { outputs: [fold(inputs.text('string')).includes(fold(inputs.text('substring')))] };
  },
};

export const stringCompare: NodeDefinition = {
  ...text,
  name: 'StringCompare',
  displayName: 'Compare',
  inputs: {
    required: {
      string_a: TEXT,
      string_b: TEXT,
      mode: combo(['Starts With', 'Ends With', 'Equal']),
      case_sensitive: ['BOOLEAN', { default: true }],
    },
  },
  outputs: [{ type: 'BOOLEAN' }],
  run(inputs) {
    const fold = (given: string): string =>
      inputs.flag('case_sensitive') ? given : given.toLowerCase();
    const [first, second] = [fold(inputs.text('string_a')), fold(inputs.text('string_b'))];
    const mode = inputs.text('mode');
    if (mode === 'Equal') return { outputs: [first === second] };
    return {
      outputs: [mode === 'Starts With' ? first.startsWith(second) : first.endsWith(second)],
    };
  },
};
