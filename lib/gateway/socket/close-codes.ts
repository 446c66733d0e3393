/** Why a socket is closed, for people who read the browser's console. */
export interface SocketClosing {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

export const CLOSINGS = {
  notSignedIn: { code: 4401, reason: 'Sign in first: the token is missing, expired or ended.' },
  sessionEnded: { code: 4401, reason: 'Your session ended. Sign in again.' },
  disabled: { code: 4403, reason: 'This account is disabled.' },
  wrongScope: { code: 4403, reason: 'This API key may not read: its scopes are too narrow.' },
  foreignOrigin: { code: 4403, reason: 'This socket was not opened by a page of this site.' },
  changePassword: { code: 4403, reason: 'Change your one-time password first.' },
  unavailable: { code: 1013, reason: 'The database does not answer. Try again in a moment.' },
  tooMany: { code: 1013, reason: 'You have too many sockets open. Close some tabs.' },
  tooSlow: { code: 1013, reason: 'This connection is too slow for what it is sent.' },
  goingAway: { code: 1001, reason: 'The server restarts.' },
} as const satisfies Record<string, SocketClosing>;
