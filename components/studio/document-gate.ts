/**
 * What the editor puts into our document outside its container: style sheets in the head, dialogs and
 * menus in the body, variables on `<html>`, classes on `<body>`. All of it goes when the studio is
 * hidden and comes back with it; our own elements are never touched.
 */
import type { Stage } from './stage';

export interface DocumentGateOptions {
  readonly stage: Stage;
  readonly calledByEditor: () => boolean;
  /** Takes what the editor sends to `body` as a teleport: dialogs, menus, notices. */
  readonly teleports: HTMLElement;
}

/** On elements of the editor outside its container. */
export const EDITOR_MARK = 'data-at-editor';

/** Must run before the editor's modules do. */
export function installDocumentGate(options: DocumentGateOptions): void {
  markInsertions(document.head, options.calledByEditor);
  markInsertions(document.body, options.calledByEditor);
  redirectTeleports(options);
  gateSheets(options.stage);
  gateElements(options.stage);
  gateRoot(options.stage);
}

/** Marks what the editor's code inserts, at the moment when that code is on the stack. */
function markInsertions(parent: HTMLElement, calledByEditor: () => boolean): void {
  const mark = (nodes: readonly (Node | string)[]): void => {
    if (!calledByEditor()) return;
    for (const node of nodes) {
      if (node instanceof Element) node.setAttribute(EDITOR_MARK, '');
    }
  };
  const appendChild = parent.appendChild.bind(parent);
  const insertBefore = parent.insertBefore.bind(parent);
  const append = parent.append.bind(parent);
  const prepend = parent.prepend.bind(parent);
  parent.appendChild = <T extends Node>(node: T): T => {
    mark([node]);
    return appendChild(node);
  };
  parent.insertBefore = <T extends Node>(node: T, child: Node | null): T => {
    mark([node]);
    return insertBefore(node, child);
  };
  parent.append = (...nodes) => {
    mark(nodes);
    append(...nodes);
  };
  parent.prepend = (...nodes) => {
    mark(nodes);
    prepend(...nodes);
  };
}

type NativeQuery = (selector: string) => Element | null;

/** Dialogs, menus and notices get a container of their own, so that they can be told from what is ours in `body`. */
function redirectTeleports({ calledByEditor, teleports }: DocumentGateOptions): void {
  const native: unknown = Reflect.get(document, 'querySelector');
  const redirected = (selector: string): Element | null =>
    selector === 'body' && calledByEditor()
      ? teleports
      : (native as NativeQuery).call(document, selector);
  Object.defineProperty(document, 'querySelector', { configurable: true, value: redirected });
}

const editorSheets = (): (HTMLLinkElement | HTMLStyleElement)[] => [
  ...document.querySelectorAll<HTMLLinkElement | HTMLStyleElement>(
    `link[rel="stylesheet"][${EDITOR_MARK}], style[${EDITOR_MARK}]`,
  ),
];

/**
 * A disabled sheet keeps its rules, unlike a link whose `disabled` attribute is set: that one is
 * fetched and parsed again.
 */
function gateSheets(stage: Stage): void {
  const apply = (): void => {
    const disabled = !stage.shown();
    for (const { sheet } of editorSheets()) {
      if (sheet !== null && sheet.disabled !== disabled) sheet.disabled = disabled;
    }
  };
  // Sheets that arrive, or change their text, while the studio is hidden.
  const whileHidden = new MutationObserver(apply);
  const onLoad = (event: Event): void => {
    if (event.target instanceof HTMLLinkElement) apply();
  };
  const watch = (): void => {
    whileHidden.observe(document.head, { childList: true, subtree: true, characterData: true });
    document.head.addEventListener('load', onLoad, true);
  };
  stage.on({
    onShow() {
      whileHidden.disconnect();
      document.head.removeEventListener('load', onLoad, true);
      apply();
    },
    onHide() {
      apply();
      watch();
    },
  });
  if (!stage.shown()) watch();
}

/** A modal dialog of the editor takes the pointer from all of `body`; our frame stays in reach. */
const FRAME_RULE = ':where(.atelier){pointer-events:auto}';
const HIDING_RULE = `body > [${EDITOR_MARK}]:not(style,link){display:none!important}`;
/** How the editor's dialogs mark what they hide from screen readers. */
const HIDDEN_BY_DIALOG = '[data-aria-hidden]';

/** Elements in body hide by one rule of ours, so that late ones are hidden too. */
function gateElements(stage: Stage): void {
  const rule = document.createElement('style');
  rule.textContent = FRAME_RULE;
  document.head.appendChild(rule);
  let covered: Element[] = [];
  stage.on({
    onShow() {
      rule.textContent = FRAME_RULE;
      for (const element of covered) element.setAttribute('aria-hidden', 'true');
      covered = [];
    },
    onHide() {
      rule.textContent = HIDING_RULE;
      covered = [...document.querySelectorAll(HIDDEN_BY_DIALOG)].filter((element) =>
        element.hasAttribute('aria-hidden'),
      );
      for (const element of covered) element.removeAttribute('aria-hidden');
    },
  });
}

/** The editor's variables on `<html>` and what it says on `<body>`, put aside while it is hidden. */
function gateRoot(stage: Stage): void {
  const root = document.documentElement;
  const { body } = document;
  let own = { root: root.getAttribute('style'), body: body.getAttribute('style') };
  let editor = { ...own, classes: ['litegraph'] };
  let ownClasses = [...body.classList];

  const setStyle = (element: HTMLElement, style: string | null): void => {
    if (style === null) element.removeAttribute('style');
    else element.setAttribute('style', style);
  };
  stage.on({
    onShow() {
      own = { root: root.getAttribute('style'), body: body.getAttribute('style') };
      ownClasses = [...body.classList];
      setStyle(root, editor.root);
      setStyle(body, editor.body);
      body.classList.add(...editor.classes);
    },
    onHide() {
      editor = {
        root: root.getAttribute('style'),
        body: body.getAttribute('style'),
        classes: [...body.classList].filter((name) => !ownClasses.includes(name)),
      };
      setStyle(root, own.root);
      setStyle(body, own.body);
      body.classList.remove(...editor.classes);
    },
  });
}
