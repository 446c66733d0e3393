/**
 * The error catalogue: a code for machines, a text for people, a detail for logs.
 * Doors translate a code to an HTTP status with the one table below.
 */
export const ERROR_STATUS = {
  bad_request: 400,
  invalid_input: 400,
  unauthenticated: 401,
  forbidden: 403,
  quota_exceeded: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  range_not_satisfiable: 416,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export interface AppErrorOptions {
  /** Facts for the log; never shown to the caller. */
  readonly detail?: Record<string, unknown>;
  /** Numbers that pages put into texts in other languages; the caller gets them beside the message. */
  readonly facts?: Readonly<Record<string, number>>;
  /** Whole seconds the caller should wait before trying again. */
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

const APP_ERROR = Symbol.for('atelier.app-error');

/** An error with a public message: what is wrong, where, and what to do. */
export class AppError extends Error {
  /**
   * server.ts and Next's routes are bundled apart, so there are two copies of this class in one
   * process; what one throws the other must recognise.
   */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && APP_ERROR in value;
  }

  readonly [APP_ERROR] = true;
  readonly code: ErrorCode;
  readonly detail: Record<string, unknown>;
  readonly facts: Readonly<Record<string, number>> | undefined;
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail ?? {};
    this.facts = options.facts;
    this.retryAfterS = options.retryAfterS;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** The text of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
