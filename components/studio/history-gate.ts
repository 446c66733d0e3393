/**
 * One address bar, two routers. While the studio is hidden the editor neither writes history nor
 * hears of it; when it comes back, address and editor are brought into agreement again. The page's
 * title and icon are the editor's only while it is shown.
 */
import type { EventGate } from './event-gate';
import type { Stage } from './stage';

export interface HistoryGateOptions {
  readonly base: string;
  readonly stage: Stage;
  readonly events: EventGate;
  readonly calledByEditor: () => boolean;
}

/** Must run after our own router has taken hold of `history`, and before the editor's modules run. */
export function installHistoryGate(options: HistoryGateOptions): void {
  gateHistory(options);
  gateTitle(options);
  gateIcon(options);
}

/** What the editor's router leaves in a history state. */
function isEditorState(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'position' in state && 'current' in state;
}

function gateHistory({ base, stage, events, calledByEditor }: HistoryGateOptions): void {
  /** Where the editor believes that it is, once its router has said so. */
  let place: { readonly url: string; readonly state: unknown } | null = null;
  const here = (): string =>
    window.location.pathname + window.location.search + window.location.hash;
  const isOnStage = (): boolean => stage.shown() && window.location.pathname === base;
  const remember = (): void => {
    place = { url: here(), state: window.history.state };
  };

  const replaceState = window.history.replaceState.bind(window.history);
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = window.history[method].bind(window.history);
    window.history[method] = (state: unknown, unused: string, url?: string | URL | null) => {
      const isEditor = calledByEditor();
      if (isEditor && !isOnStage()) return;
      original(state, unused, url);
      if (isEditor) remember();
    };
  }
  window.addEventListener('popstate', () => {
    if (isOnStage() && place !== null) remember();
  });

  stage.on({
    onShow() {
      if (place === null || window.location.pathname !== base || here() === place.url) return;
      const state: unknown = window.history.state;
      if (isEditorState(state)) {
        // Back or forward led here: the address is right, the editor has to follow.
        remember();
        events.replay('popstate', new PopStateEvent('popstate', { state }));
      } else {
        // A link led here: the editor is where it was left, and the address has to follow.
        replaceState({ ...(place.state as object), ...(state as object | null) }, '', place.url);
      }
    },
  });
}

function gateTitle({ stage, calledByEditor }: HistoryGateOptions): void {
  const native = Object.getOwnPropertyDescriptor(Document.prototype, 'title');
  if (native === undefined) return;
  const read = (): string => String(native.get?.call(document));
  const write = (title: string): void => {
    native.set?.call(document, title);
  };
  let editorTitle: string | null = null;
  let ownTitle = read();

  Object.defineProperty(document, 'title', {
    configurable: true,
    get: read,
    set(title: string) {
      if (!calledByEditor()) {
        write(title);
        return;
      }
      if (stage.shown() && read() !== editorTitle) ownTitle = read();
      editorTitle = title;
      if (stage.shown()) write(title);
    },
  });
  stage.on({
    onShow() {
      if (editorTitle === null) return;
      ownTitle = read();
      write(editorTitle);
    },
    onHide() {
      if (editorTitle !== null && read() === editorTitle) write(ownTitle);
    },
  });
}

/** The editor names its icons from the root of the origin. */
const ROOT_ICON = /^\/assets\//;

function gateIcon({ base, stage }: HistoryGateOptions): void {
  const own = new Map<Element, string>();
  const icons = (): HTMLLinkElement[] => [
    ...document.head.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]'),
  ];
  const restore = (): void => {
    for (const [icon, href] of own) icon.setAttribute('href', href);
  };
  for (const icon of icons()) own.set(icon, icon.getAttribute('href') ?? '');

  new MutationObserver(() => {
    for (const icon of icons()) {
      const href = icon.getAttribute('href') ?? '';
      const path = href.startsWith(window.location.origin)
        ? href.slice(window.location.origin.length)
        : href;
      if (!ROOT_ICON.test(path)) continue;
      const mine = own.get(icon);
      icon.setAttribute('href', stage.shown() || mine === undefined ? base + path.slice(1) : mine);
    }
  }).observe(document.head, { subtree: true, childList: true, attributeFilter: ['href'] });
  stage.on({ onHide: restore });
}
