/**
 * Keeps the editor's calls on our origin. It would ask for releases, model files and stars at places
 * outside; the page's policy forbids that, and this refuses first, as a lost network would, so that
 * no violation is raised. It also gives the editor's socket its token, and leads addresses that the
 * editor writes from the root of the origin to the studio's base.
 */
import type { ApiHeadStart } from './api-head-start';

export interface NetworkGateOptions {
  /** Such as `/studio/`. */
  readonly base: string;
  /** The present ws token; null leaves it to the session cookie. */
  readonly wsToken: () => string | null;
  readonly calledByEditor: () => boolean;
  /** Answers that are on their way already. */
  readonly headStart: ApiHeadStart;
}

/** Root-absolute addresses in the editor's code that belong below the base. */
const ROOT_PATHS = /^\/(internal\/|cursor\/|assets\/)/;

const isHttp = (url: URL): boolean => url.protocol === 'http:' || url.protocol === 'https:';

function parse(address: string | URL): URL | null {
  try {
    return new URL(address, document.baseURI);
  } catch {
    return null;
  }
}

/** Where a request of the editor goes: an address of ours, or null for nowhere. */
export function editorAddress(url: URL, origin: string, base: string): URL | null {
  if (!isHttp(url)) return url;
  if (url.origin !== origin) return null;
  if (!ROOT_PATHS.test(url.pathname)) return url;
  const moved = new URL(url);
  moved.pathname = base.replace(/\/$/, '') + url.pathname;
  return moved;
}

/** The address of a socket that the editor opens: its own gets the token, one of another host gets none at all. */
export function socketAddress(
  url: URL,
  host: string,
  base: string,
  token: string | null,
): URL | null {
  if (url.host !== host) return null;
  const tokened = new URL(url);
  if (url.pathname === `${base}ws` && token !== null) tokened.searchParams.set('token', token);
  return tokened;
}

/** Must run before the editor's modules do; its first calls leave at once. */
export function installNetworkGate(options: NetworkGateOptions): void {
  gateFetch(options);
  gateXhr(options);
  gateBeacon(options);
  gateSocket(options);
}

function gateFetch({ base, calledByEditor, headStart }: NetworkGateOptions): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- bound in the next line
  const native = window.fetch;
  const fetch = native.bind(window);
  const gated: typeof window.fetch = (input, init) => {
    const url = parse(input instanceof Request ? input.url : input);
    if (url === null || !calledByEditor()) return fetch(input, init);
    const address = editorAddress(url, window.location.origin, base);
    if (address === null) return Promise.reject(new TypeError('Failed to fetch'));
    const waiting = input instanceof Request ? null : headStart.take(address, init);
    if (waiting !== null) return waiting.catch(() => fetch(input, init));
    if (address === url) return fetch(input, init);
    return fetch(input instanceof Request ? new Request(address, input) : address, init);
  };
  // The editor's error reporter looks for a fetch that nobody changed, if need be in a frame of its
  // own, where only the policy would stop it. By its text this one passes, and is asked.
  Object.defineProperty(gated, 'toString', { value: () => native.toString() });
  window.fetch = gated;
}

function gateXhr({ base, calledByEditor }: NetworkGateOptions): void {
  const refused = new WeakSet<XMLHttpRequest>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the request as `this`
  const { open, send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (
    this: XMLHttpRequest,
    method: string,
    address: string | URL,
    ...rest: [async?: boolean, username?: string | null, password?: string | null]
  ) {
    const url = parse(address);
    refused.delete(this);
    if (url === null || !calledByEditor()) {
      Reflect.apply(open, this, [method, address, ...rest]);
      return;
    }
    const target = editorAddress(url, window.location.origin, base);
    if (target === null) refused.add(this);
    Reflect.apply(open, this, [method, target ?? base, ...rest]);
  };
  XMLHttpRequest.prototype.send = function (this: XMLHttpRequest, body) {
    if (!refused.has(this)) {
      send.call(this, body);
      return;
    }
    queueMicrotask(() => {
      this.dispatchEvent(new ProgressEvent('error'));
      this.dispatchEvent(new ProgressEvent('loadend'));
    });
  };
}

function gateBeacon({ base, calledByEditor }: NetworkGateOptions): void {
  const sendBeacon = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, data) => {
    const url = parse(address);
    if (url === null || !calledByEditor()) return sendBeacon(address, data);
    const target = editorAddress(url, window.location.origin, base);
    return target === null ? false : sendBeacon(target, data);
  };
}

function gateSocket({ base, wsToken, calledByEditor }: NetworkGateOptions): void {
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(Native, [address, protocols]: [string | URL, (string | string[])?], newTarget) {
      const url = parse(address);
      const build = (at: string | URL): WebSocket =>
        Reflect.construct(
          Native,
          protocols === undefined ? [at] : [at, protocols],
          newTarget,
        ) as WebSocket;
      if (url === null || !calledByEditor()) return build(address);
      const target = socketAddress(url, window.location.host, base, wsToken());
      if (target === null) {
        throw new DOMException('Sockets of other hosts are not opened here.', 'SecurityError');
      }
      return build(target);
    },
  });
}
