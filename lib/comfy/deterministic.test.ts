import { expect, test } from 'vitest';

import { isDeterministic } from './deterministic';
import type { NodeDefinition } from './object-info';

const of = (python_module: string): NodeDefinition => ({
  input: {},
  output: [],
  output_node: false,
  python_module,
});
const DEFINITIONS = {
  EmptyImage: of('nodes'),
  ImageBlur: of('comfy_extras.nodes_post_processing'),
  Load3D: of('comfy_extras.nodes_load_3d'),
  CheckpointSave: of('comfy_extras.nodes_model_merging'),
  AtelierNoise: of('custom_nodes.atelier'),
  AtelierTimer: of('custom_nodes.atelier'),
  Stranger: of('custom_nodes.somebody'),
  Api: of('comfy_api_nodes.nodes_openai'),
};
const graph = (...classes: string[]) =>
  Object.fromEntries(classes.map((class_type, id) => [String(id), { class_type, inputs: {} }]));

test('only classes that are known to give the same again are trusted', () => {
  expect(isDeterministic(graph('EmptyImage', 'ImageBlur', 'AtelierNoise'), DEFINITIONS)).toBe(true);
  for (const one of ['Load3D', 'CheckpointSave', 'AtelierTimer', 'Stranger', 'Api', 'Unheard']) {
    expect(isDeterministic(graph('EmptyImage', one), DEFINITIONS), one).toBe(false);
  }
});
