/**
 * What a key's requests, sockets and tickets have as their session id, so that a revoked key takes
 * its sockets and tickets with it. Ids of sign-ins are random base 64 and hold no colon.
 */
const PREFIX = 'key:';

export function keySessionId(keyId: string): string {
  return `${PREFIX}${keyId}`;
}

/** @returns the key's id, or null for the session of a sign-in */
export function keyOfSession(sessionId: string): string | null {
  return sessionId.startsWith(PREFIX) ? sessionId.slice(PREFIX.length) : null;
}
