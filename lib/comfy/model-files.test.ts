import { expect, test } from 'vitest';

import { listModelFiles, modelNameOf } from './model-files';

test('files of loaders are found, prompts and pictures are not', () => {
  const graph = {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'xl/base.safetensors' } },
    '2': {
      class_type: 'LoraLoader',
      inputs: { model: ['1', 0], lora_name: 'ink.safetensors', strength_model: 1 },
    },
    '3': { class_type: 'CLIPTextEncode', inputs: { text: 'a cat\nin base.ckpt', clip: ['2', 1] } },
    '4': { class_type: 'LoadImage', inputs: { image: 'cat.png' } },
    '5': { class_type: 'UnetLoaderGGUF', inputs: { unet_name: 'flux.Q4.gguf' } },
    '6': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'xl/base.safetensors' } },
  };
  expect(listModelFiles(graph)).toEqual(['xl/base.safetensors', 'ink.safetensors', 'flux.Q4.gguf']);
});

test('a model is named by its file without folder and ending', () => {
  expect(modelNameOf('xl/base.v1.safetensors')).toBe('base.v1');
  expect(modelNameOf('xl\\ink.PT')).toBe('ink');
  for (const text of ['cat.png', 'xl/.ckpt', 'a cat\nin base.ckpt', `${'x'.repeat(300)}.bin`]) {
    expect(modelNameOf(text), text).toBeNull();
  }
});
