/** DOM elements in one expression. The panel lives in the editor's page, where a framework of ours would weigh more than it. */

interface Options {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: {
    readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
  };
}

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: Options = {},
  ...children: readonly (Node | null)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  if (options.title !== undefined) {
    made.title = options.title;
    made.setAttribute('aria-label', options.title);
  }
  for (const [key, value] of Object.entries(options.attributes ?? {}))
    made.setAttribute(key, value);
  for (const [type, listener] of Object.entries(options.on ?? {})) {
    made.addEventListener(type, listener as EventListener);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Strokes on a field of 24 by 24. */
const ICONS = {
  upload: 'M12 16V4m-5 5 5-5 5 5M4 20h16',
  retry: 'M4 12a8 8 0 1 0 3-6.2M4 4v5h5',
  input: 'M4 4h16v16H4zM12 8v8M8 12h8',
  graph: 'M4 4h6v6H4zM14 14h6v6h-6zM10 7h4a3 3 0 0 1 3 3v4',
  compare: 'M12 3v18M3 5h6v14H3zM15 5h6v14h-6z',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6',
  image: 'M4 4h16v16H4zM4 16l5-5 9 9M14 9h.01',
  video: 'M3 6h12v12H3zM15 10l6-3v10l-6-3',
  audio: 'M3 10v4M7.5 6v12M12 3v18M16.5 8v8M21 10v4',
  '3d': 'M12 2.5 20 7v10l-8 4.5L4 17V7zM4 7l8 4.5L20 7M12 11.5v10',
  text: 'M6 3h9l4 4v14H6zM9 11h7M9 15h7',
  other: 'M6 3h9l4 4v14H6zM15 3v4h4',
  close: 'M6 6l12 12M18 6 6 18',
} as const;
export type IconName = keyof typeof ICONS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name: IconName, label: string, act: () => void): HTMLButtonElement {
  return element(
    'button',
    { class: 'atelier-icon', title: label, attributes: { type: 'button' }, on: { click: act } },
    icon(name),
  );
}
