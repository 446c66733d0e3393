/** Signing in through next-auth's credentials door, which sets the session cookie. */

/** How an attempt ended. */
export type SignInResult =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'throttled'; readonly retryAfterS: number }
  | { readonly kind: 'unavailable' };

const DEFAULT_RETRY_S = 60;

/**
 * Reads next-auth's `error`: `CredentialsSignin`, or a code of ours with the seconds to wait behind a
 * colon.
 */
export function readSignInError(error: string | null): SignInResult {
  if (error === null) return { kind: 'signed-in' };
  const [code, seconds] = error.split(':');
  if (code === 'CredentialsSignin') return { kind: 'wrong' };
  if (code !== 'too_many_requests') return { kind: 'unavailable' };
  const retryAfterS = Number(seconds);
  return { kind: 'throttled', retryAfterS: retryAfterS > 0 ? retryAfterS : DEFAULT_RETRY_S };
}

/** Never throws: what cannot be reached counts as unavailable. */
export async function requestSignIn(email: string, password: string): Promise<SignInResult> {
  try {
    const ticket = await fetch('/api/auth/csrf');
    const { csrfToken } = (await ticket.json()) as { csrfToken: string };
    const response = await fetch('/api/auth/callback/credentials', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ email, password, csrfToken, json: 'true' }),
    });
    const { url } = (await response.json()) as { url?: string };
    if (url === undefined) return { kind: 'unavailable' };
    const error = new URL(url, window.location.origin).searchParams.get('error');
    return error === null && !response.ok ? { kind: 'unavailable' } : readSignInError(error);
  } catch {
    return { kind: 'unavailable' };
  }
}
