/** Calls to our JSON API. */

/** An answer of `{error: {code, message, facts?}}`, or none at all (code `unreachable`, status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterS: number | null = null,
    /** Numbers of a refusal, such as `limit`. */
    readonly facts: Readonly<Record<string, number>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** For callers that stay where they are when a session ended; the others use `fetchJson`. */
export async function failureOf(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  const body = (await response.json().catch(() => null)) as {
    error?: { code?: string; message?: string; facts?: Record<string, number> };
  } | null;
  return new ApiError(
    response.status,
    body?.error?.code ?? 'internal',
    body?.error?.message ?? `HTTP ${response.status}`,
    Number.isFinite(retryAfter) ? retryAfter : null,
    body?.error?.facts,
  );
}

/** A session that ended elsewhere (signed out, disabled, password changed) leads to the sign-in page. */
function leaveEndedSession(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** @returns the answer's JSON, undefined for an empty answer. @throws ApiError */
export async function fetchJson<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const { body, ...rest } = options;
  let response: Response;
  try {
    response = await fetch(path, {
      ...rest,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', 'The server does not answer.');
  }
  if (response.status === 401) leaveEndedSession();
  if (!response.ok) throw await failureOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
