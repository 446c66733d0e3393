/** Runs a prompt case through our validation, with the two files that the cases name. */
import { referenceKey } from '@/lib/comfy/file-reference';
import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { NodeErrorMap } from '@/lib/comfy/prompt-error';
import { validatePrompt, type PromptVerdict } from '@/lib/comfy/validation/validate-prompt';

import type { PromptAnswer, PromptCase } from './prompt-cases';

export const FILES_THERE = ['there.png', 'folder/there.png'];
const THERE = new Set(FILES_THERE.map((path) => referenceKey({ type: 'input', path })));

export function verdictOf({ prompt, targets }: PromptCase, definitions: ObjectInfo): PromptVerdict {
  return validatePrompt({
    prompt,
    partialTargets: targets ?? null,
    definitions,
    hasFile: (file) => THERE.has(referenceKey(file)),
  });
}

export function validateCase(one: PromptCase, definitions: ObjectInfo): PromptAnswer {
  const verdict = verdictOf(one, definitions);
  return verdict.valid
    ? answer(200, undefined, verdict.nodeErrors)
    : answer(400, verdict.error.type, verdict.nodeErrors);
}

/** The answer in the table's form: error types sorted, because ComfyUI's order changes at each start. */
export function answer(
  status: number,
  error: string | undefined,
  nodeErrors: NodeErrorMap,
): PromptAnswer {
  const nodes = Object.fromEntries(
    Object.entries(nodeErrors).map(([id, { errors }]) => [
      id,
      errors.map(({ type }) => type).sort(),
    ]),
  );
  return {
    status: status as PromptAnswer['status'],
    ...(error !== undefined && { error }),
    ...(Object.keys(nodes).length > 0 && { nodes }),
  };
}
