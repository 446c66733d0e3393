/** Calls to our JSON API. */

/** What is wrong with one field of what was sent, such as `{field: 'name', fault: 'too_long', limit: 200}`. */
export interface FieldFault {
  readonly field: string;
  readonly fault: string;
  readonly limit?: number;
}

interface Told {
  readonly retryAfterS?: number | null;
  /** Which of the situations that share the code it is. */
  readonly reason?: string | undefined;
  /** Numbers of a refusal, such as `limit`. */
  readonly facts?: Readonly<Record<string, number>> | undefined;
  readonly faults?: readonly FieldFault[] | undefined;
}

/**
 * An answer of `{error: {code, message, reason?, facts?, faults?}}`, or none at all (code
 * `unreachable`, status 0). The message is empty where the answer held no sentence.
 */
export class ApiError extends Error {
  readonly retryAfterS: number | null;
  readonly reason: string | undefined;
  readonly facts: Readonly<Record<string, number>>;
  readonly faults: readonly FieldFault[];

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    { retryAfterS = null, reason, facts = {}, faults = [] }: Told = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.retryAfterS = retryAfterS;
    this.reason = reason;
    this.facts = facts;
    this.faults = faults;
  }
}

/** What an answer means that has no code, such as a proxy's. */
const CODES: Partial<Record<number, string>> = {
  ...{ 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 410: 'gone' },
  ...{ 413: 'too_large', 415: 'unsupported_media_type', 429: 'too_many_requests' },
  ...{ 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' },
};

const codeOf = (status: number): string =>
  CODES[status] ?? (status < 500 ? 'bad_request' : 'internal');

interface ErrorAnswer extends Told {
  readonly code?: string;
  /** The code in the form of ComfyUI's own endpoints. */
  readonly type?: string;
  readonly message?: string;
}

/** For callers that stay where they are when a session ended; the others use `fetchJson`. */
export async function failureOf(response: Response): Promise<ApiError> {
  const { status, headers } = response;
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  const body = (await response.json().catch(() => null)) as { error?: ErrorAnswer } | null;
  const { code, type, message = '', reason, facts, faults } = body?.error ?? {};
  const retryAfterS = Number.isFinite(retryAfter) ? retryAfter : null;
  const told = { retryAfterS, reason, facts, faults };
  return new ApiError(status, code ?? type ?? codeOf(status), message, told);
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
