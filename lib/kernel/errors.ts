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

/**
 * What a person can do about it differs though the code is the same. Each has a text in every language
 * of the pages (`problems.reasons`), with the error's `facts` filled in.
 */
export const REASONS = [
  ...['one_time_password', 'foreign_page', 'admins_only', 'role', 'network'],
  ...['password_wrong', 'password_same', 'password_short', 'password_long', 'password_email'],
  ...['sign_in_throttled', 'link_used'],
  ...['keys_not_allowed', 'admin_key', 'key_label', 'key_scopes', 'key_limit'],
  ...['email_bad', 'email_taken', 'heir', 'leaving', 'removal_begun', 'oneself', 'last_admin'],
  ...['workspaces_not_allowed', 'pool_not_allowed', 'no_device', 'no_such_device'],
  ...['workspace_limit', 'workspace_over'],
  ...['run_not_waiting', 'run_not_ended', 'graph_gone', 'prompt_taken', 'quarantined'],
  ...['not_for_account', 'waiting_limit', 'machines_full', 'background_full', 'nodes_unknown'],
  ...['device_seconds', 'proof_runs', 'audit_unwritten'],
  ...['share_limit', 'share_throttled', 'share_keeps_graph', 'download_expired', 'list_moved'],
  ...['upload_limit', 'upload_broken', 'name_taken', 'storage_full', 'file_size', 'body_size'],
] as const;

export type Reason = (typeof REASONS)[number];

/** Kinds of faults in given values; each has a text as well (`problems.faults`). */
export const FAULTS = [
  ...['missing', 'type', 'whole', 'too_small', 'too_large', 'too_short', 'too_long'],
  ...['too_few', 'too_many', 'format', 'email', 'slug', 'moment', 'choice', 'unknown', 'other'],
] as const;

/** What is wrong with one field of what was given. */
export interface FieldFault {
  /** Its path, such as `limits.pools`. */
  readonly field: string;
  readonly fault: (typeof FAULTS)[number];
  readonly limit?: number;
}

export interface AppErrorOptions {
  readonly reason?: Reason;
  readonly faults?: readonly FieldFault[];
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
  readonly reason: Reason | undefined;
  readonly faults: readonly FieldFault[] | undefined;
  readonly detail: Record<string, unknown>;
  readonly facts: Readonly<Record<string, number>> | undefined;
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.reason = options.reason;
    this.faults = options.faults;
    this.detail = options.detail ?? {};
    this.facts = options.facts;
    this.retryAfterS = options.retryAfterS;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  /** As our own JSON API tells it; ComfyUI's endpoints have a form of their own. */
  toPublic(): object {
    const { code, message, reason, facts, faults } = this;
    return {
      ...{ code, message },
      ...(reason !== undefined && { reason }),
      ...(facts !== undefined && { facts }),
      ...(faults !== undefined && { faults }),
    };
  }
}

/** The text of anything thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
