/** The body of `POST /prompt`. What a client may not decide (its number, its place) is not read. */
import { z } from 'zod';

import { LANES, type ExtraData, type Lane } from '@/lib/domain/prompt-run';
import { isCanonicalUuid } from '@/lib/kernel/ids';
import { jsonFault } from '@/lib/kernel/json-bounds';

import { promptError, type PromptError } from './prompt-error';

export const CLIENT_ID_MAX_LENGTH = 200;

export interface PromptRequest {
  /** As posted; the validation looks at it. */
  readonly prompt: unknown;
  /** Null: one is to be made. */
  readonly promptId: string | null;
  /** Null: nobody asked to be told. */
  readonly clientId: string | null;
  readonly partialTargets: readonly string[] | null;
  /** Without the client's keys for services that are not ours to call. */
  readonly extraData: ExtraData;
  /** Run it on a device even if its result is stored: `extra_data.atelier.force`. */
  readonly force: boolean;
}

const bodySchema = z.object({ prompt: z.unknown() }).loose();
const objectSchema = z.record(z.string(), z.unknown()).catch({});
const targetsSchema = z.array(z.string()).nullish();
const clientIdSchema = z.string().min(1).max(CLIENT_ID_MAX_LENGTH).nullable().catch(null);

export function parsePromptRequest(
  body: unknown,
): { readonly request: PromptRequest } | { readonly error: PromptError } {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success || parsed.data.prompt === undefined) {
    return { error: promptError('no_prompt', 'No prompt provided', 'No prompt provided') };
  }
  // Before anything looks into it: most of what does calls itself for each level.
  const fault = jsonFault(body);
  if (fault !== null) {
    return { error: promptError('invalid_prompt', `Cannot execute because the prompt ${fault}.`) };
  }
  const { prompt, prompt_id: promptId = null, ...rest } = parsed.data;
  if (promptId !== null && (typeof promptId !== 'string' || !isCanonicalUuid(promptId))) {
    return {
      error: promptError(
        'invalid_prompt_id',
        'The prompt_id has to be a UUID in canonical form: lower case, with hyphens.',
        'Leave it out and one is made.',
      ),
    };
  }
  const targets = targetsSchema.safeParse(rest['partial_execution_targets']);
  if (!targets.success) {
    return {
      error: promptError(
        'invalid_prompt',
        'partial_execution_targets has to be a list of node ids.',
      ),
    };
  }
  const {
    client_id: extraClientId,
    auth_token_comfy_org: _token,
    api_key_comfy_org: _key,
    atelier,
    ...extraData
  } = objectSchema.parse(rest['extra_data']);
  const clientId = clientIdSchema.parse(
    (Object.hasOwn(rest, 'client_id') ? rest['client_id'] : extraClientId) ?? null,
  );
  return {
    request: {
      ...{ prompt, promptId, clientId, partialTargets: targets.data ?? null, extraData },
      force: objectSchema.parse(atelier)['force'] === true,
    },
  };
}

/**
 * The lane that a prompt asks for, in `extra_data.lane`, a header or the query; none: interactive.
 * @returns null when it is none of ours
 */
export function laneOf(asked: unknown): Lane | null {
  if (asked === undefined || asked === null || asked === '') return 'interactive';
  return LANES.find((lane) => lane === asked) ?? null;
}

/** The id that the editor gave its workflow, by which it filters its jobs. */
export function editorWorkflowIdOf(extraData: ExtraData): string | null {
  const { workflow } = objectSchema.parse(extraData['extra_pnginfo']);
  const { id } = objectSchema.parse(workflow);
  return typeof id === 'string' ? id : null;
}
