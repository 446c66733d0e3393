/** Replies as data: a handler returns one, the router writes it. */
import type { OutgoingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

import type { ErrorCode } from '@/lib/kernel/errors';

export interface Reply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  /** A stream is destroyed when the client goes away. */
  readonly body: string | Uint8Array | Readable | null;
}

/** `application/json`; the router compresses it for clients that take it. */
export function json(value: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** A status with an empty body, as ComfyUI answers writes. */
export function empty(status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return { status, headers, body: null };
}

export function text(body: string, status = 200, headers: OutgoingHttpHeaders = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

export function bytes(
  body: Uint8Array,
  contentType: string,
  headers: OutgoingHttpHeaders = {},
): Reply {
  return { status: 200, headers: { 'content-type': contentType, ...headers }, body };
}

/** @param headers must name the content type; add `content-length` when it is known */
export function stream(body: Readable, headers: OutgoingHttpHeaders, status = 200): Reply {
  return { status, headers, body };
}

/**
 * ComfyUI's error body, which the editor shows in its dialogs.
 * @param type ComfyUI's name of the error, such as `prompt_no_outputs`, or one of our codes
 */
export function comfyError(
  status: number,
  type: ErrorCode | (string & {}),
  message: string,
  more: { details?: string; extraInfo?: object; nodeErrors?: object } = {},
): Reply {
  const { details = '', extraInfo = {}, nodeErrors = {} } = more;
  return json(
    { error: { type, message, details, extra_info: extraInfo }, node_errors: nodeErrors },
    status,
  );
}
