/**
 * The elements that the editor lives in. Its own page makes `body` a grid as large as the window;
 * here that is a container of ours below the header, and a second one takes its dialogs.
 */

/** Zero, so that every rule of the editor's own wins where it has one. */
const CONTAINER_STYLE: Readonly<Record<string, string>> = {
  display: 'grid',
  position: 'relative',
  width: '100%',
  height: '100%',
  overflow: 'hidden',
  isolation: 'isolate',
  margin: '0',
  'overscroll-behavior': 'none',
  'background-color': 'var(--bg-color, #171718)',
  'background-image': 'var(--bg-img)',
  'background-position': 'center',
  'background-size': 'cover',
  'background-repeat': 'no-repeat',
};

/** As high as its content needs, which is nothing, and below our header in depth. */
const TELEPORTS_STYLE: Readonly<Record<string, string>> = {
  position: 'fixed',
  top: '0',
  left: '0',
  width: '0',
  height: '0',
  'z-index': '15',
};

/** Set on both containers: how far below the window's edge the editor begins. */
const TOP = '--at-studio-top';

/**
 * What its page's own style block says, and how what it fixes to the window's upper edge moves down by
 * the height of our header. What it places by the pointer or by another element stays: that is measured
 * from the window. So this goes by the classes that name an edge.
 */
const PAGE_RULES = `
@layer atelier-editor-page {
  .visually-hidden { position: absolute; width: 1px; height: 1px; padding: 0; margin: -1px;
    overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; }
}
:is(#vue-app, [data-at-teleports]) .fixed {
  &.inset-0, &.inset-y-0, &.top-0.right-0 { top: var(${TOP}); }
  &.top-2 { top: calc(.5rem + var(${TOP})); }
  &.top-1\\/2, &.top-\\[50\\%\\] { top: calc(50% + var(${TOP}) / 2); }
  &[class*="top-[calc(var(--workflow-tabs-height)"] {
    top: calc(var(--workflow-tabs-height) + .375rem + var(${TOP})); }
  :root:has([data-reka-dialog-content][data-state=open]:not([data-maximized])) &.top-20 { top: var(${TOP}); }
}`;

/** The editor removes the element of this id when it has loaded. */
const LOADING_MARK_ID = 'splash-loader';

export interface EditorContainer {
  readonly teleports: HTMLElement;
  /** Style of the editor's page, to be inserted before any of the editor's sheets. */
  readonly pageStyle: HTMLStyleElement;
  /** Measures where the editor begins. */
  place(): void;
  /** Resolves when the editor says that it has loaded. */
  readonly loaded: Promise<void>;
}

function element(tag: string, style: Readonly<Record<string, string>>): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(style)) made.style.setProperty(name, value);
  return made;
}

/** @param host an empty element of ours that fills the place of the editor */
export function createEditorContainer(host: HTMLElement): EditorContainer {
  const container = element('div', CONTAINER_STYLE);
  const loadingMark = element('div', { display: 'none' });
  loadingMark.id = LOADING_MARK_ID;
  const app = document.createElement('div');
  app.id = 'vue-app';
  container.append(loadingMark, app);

  const loaded = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (loadingMark.isConnected) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(container, { childList: true });
  });

  const teleports = element('div', TELEPORTS_STYLE);
  teleports.dataset['atTeleports'] = '';
  const pageStyle = document.createElement('style');
  pageStyle.textContent = PAGE_RULES;

  host.replaceChildren(container);
  document.body.append(teleports);
  return {
    teleports,
    pageStyle,
    loaded,
    place() {
      const top = `${host.getBoundingClientRect().top}px`;
      for (const part of [container, teleports]) part.style.setProperty(TOP, top);
    },
  };
}
