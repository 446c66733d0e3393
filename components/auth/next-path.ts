const HOME = '/studio/';

/**
 * Where to go after signing in: only to a path of this site, whatever the address bar says.
 * @param wanted the `next` parameter
 */
export function nextPath(wanted: string | string[] | null | undefined): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return HOME;
  try {
    const url = new URL(wanted, 'http://here.invalid');
    const path = url.pathname + url.search + url.hash;
    const leadsAway = url.host !== 'here.invalid' || path.startsWith('//');
    return leadsAway || url.pathname.startsWith('/sign-in') ? HOME : path;
  } catch {
    return HOME;
  }
}
