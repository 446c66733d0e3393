/** The session cookie's name is the same with and without TLS: a proxy in front must not change who is signed in. */
export const SESSION_COOKIE = 'atelier.session';
