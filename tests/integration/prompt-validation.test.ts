/** Our validation against ComfyUI's own, on one table of graphs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { NodeErrorMap } from '@/lib/comfy/prompt-error';
import { env } from '@/lib/kernel/env';
import { PROMPT_CASES, type PromptAnswer, type PromptCase } from '@/tests/support/prompt-cases';
import { startRealComfyUI, type RealComfyUI } from '@/tests/support/real-comfyui';
import { answer, FILES_THERE, validateCase, verdictOf } from '@/tests/support/validate-case';
import { describeNodes } from '@/workers/builtin-runner/engine/object-info';
import { createNodeRegistry } from '@/workers/builtin-runner/nodes/registry';

const { COMFYUI_DIR, COMFYUI_PYTHON } = env('builtin-runner');
const rows = PROMPT_CASES.map((one) => [one.name, one] as const);

/** Which errors ComfyUI gives to a cycle differs between its versions and runs; that it refuses does not. */
const withoutNodes = ({ status, error }: PromptAnswer): PromptAnswer => ({
  status,
  ...(error !== undefined && { error }),
});

/** Messages and details as people read them. */
const textsOf = (nodeErrors: NodeErrorMap): string[] =>
  Object.values(nodeErrors)
    .flatMap(({ errors }) => errors.map(({ message, details }) => `${message} | ${details}`))
    .sort();

test.each(rows)('the built-in runner’s definitions give the recorded answer: %s', (_name, one) => {
  expect(validateCase(one, describeNodes(createNodeRegistry(false)))).toEqual(one.expected);
});

describe.skipIf(COMFYUI_DIR === undefined)('beside a real ComfyUI', () => {
  let comfyui: RealComfyUI | undefined;
  let definitions: ObjectInfo;
  /** What ComfyUI said about nodes in its last answer. */
  let texts: string[] = [];

  beforeAll(async () => {
    comfyui = await startRealComfyUI(COMFYUI_DIR ?? '', COMFYUI_PYTHON ?? 'python3', FILES_THERE);
    definitions = (await (await fetch(`${comfyui.url}/object_info`)).json()) as ObjectInfo;
  });

  afterAll(() => comfyui?.stop());

  async function ask({ prompt, targets }: PromptCase): Promise<PromptAnswer> {
    const response = await fetch(`${comfyui?.url ?? ''}/prompt`, {
      method: 'POST',
      body: JSON.stringify({ prompt, ...(targets && { partial_execution_targets: targets }) }),
    });
    const { error, node_errors } = (await response.json()) as {
      error?: { type: string };
      node_errors: NodeErrorMap;
    };
    texts = textsOf(node_errors);
    return answer(response.status, error?.type, node_errors);
  }

  test.each(rows)('its definitions give the recorded answer: %s', (_name, one) => {
    expect(validateCase(one, definitions)).toEqual(one.expected);
  });

  test.each(rows.filter(([, { stock }]) => stock === undefined))(
    'ComfyUI answers the same: %s',
    async (_name, one) => {
      expect(await ask(one)).toEqual(one.expected);
      expect(textsOf(verdictOf(one, definitions).nodeErrors)).toEqual(texts);
    },
  );

  // A status of 500 stands for graphs that must never reach it.
  test.each(rows.filter(([, { stock }]) => stock !== undefined && stock.status !== 500))(
    'ComfyUI still differs as recorded: %s',
    async (_name, one) => {
      expect(withoutNodes(await ask(one))).toEqual(withoutNodes(one.stock ?? one.expected));
    },
  );
});
