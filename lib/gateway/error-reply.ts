/** The one place where errors of the gateway become answers. */
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { comfyError, json, type Reply } from './reply';

/** `comfy`: the form that the editor reads. `plain`: the form of our own JSON API. */
export type ErrorForm = 'comfy' | 'plain';

export function errorReply(
  error: unknown,
  form: ErrorForm,
  request: { readonly requestId: string; readonly log: Logger },
): Reply {
  const known = error instanceof AppError ? error : faultOf(error, request);
  const reply =
    form === 'comfy'
      ? comfyError(known.status, known.code, known.message)
      : json({ error: known.toPublic() }, known.status);
  const headers = {
    ...reply.headers,
    'cache-control': 'no-store',
    ...(known.retryAfterS !== undefined && { 'retry-after': String(known.retryAfterS) }),
    ...(known.status === 401 && { 'www-authenticate': 'Bearer' }),
  };
  return { ...reply, headers };
}

function faultOf(error: unknown, { requestId, log }: { requestId: string; log: Logger }): AppError {
  const stack = error instanceof Error ? error.stack : undefined;
  log.error({ requestId, error: errorMessage(error), stack }, 'request failed');
  return new AppError(
    'internal',
    `Something went wrong here. It has been logged with the number ${requestId}.`,
  );
}
