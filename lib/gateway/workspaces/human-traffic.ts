/**
 * Which requests a person causes. An editor that is merely open asks for its queue, its jobs and its
 * settings again and again; that keeps nothing alive.
 */
const POLLED =
  /^(\/api)?\/(queue|history|jobs|prompt|system_stats|features|settings|users|extensions|object_info|i18n)(\/|$)/;
/** What our script in the editor's page asks. */
const ASKED = /^\/atelier\/state$/;

/** @param rest the target after the token */
export function isHumanTraffic(method: string, rest: string): boolean {
  const [path = ''] = rest.split('?');
  const reads = method === 'GET' || method === 'HEAD';
  if (ASKED.test(path)) return false;
  return !reads || !POLLED.test(path);
}
