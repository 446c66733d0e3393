/** The graph that a new user meets in the studio: small, and made of nodes that the runner at hand has. */

/** ComfyUI's workflow format, version 0.4, as far as it is written here. */
export interface StarterWorkflow {
  readonly last_node_id: number;
  readonly last_link_id: number;
  readonly nodes: readonly object[];
  readonly links: readonly (readonly [number, number, number, number, number, string])[];
  readonly groups: readonly object[];
  readonly config: object;
  readonly extra: object;
  readonly version: number;
}

interface Step {
  readonly type: string;
  /** Name of its image input; null for the first. */
  readonly input: string | null;
  readonly hasOutput: boolean;
  readonly widgets: readonly unknown[];
  readonly size: readonly [width: number, height: number];
}

const STEPS: readonly Step[] = [
  {
    type: 'EmptyImage',
    input: null,
    hasOutput: true,
    widgets: [512, 512, 1, 0xb8391a],
    size: [270, 130],
  },
  {
    type: 'ImageScale',
    input: 'image',
    hasOutput: true,
    widgets: ['lanczos', 768, 512, 'center'],
    size: [270, 130],
  },
  { type: 'ImageInvert', input: 'image', hasOutput: true, widgets: [], size: [180, 30] },
  { type: 'SaveImage', input: 'images', hasOutput: false, widgets: ['first'], size: [320, 360] },
];

const TOP = 180;
const GAP = 60;

/**
 * @param classes node classes that the runner offers; steps it lacks are left out
 */
export function starterWorkflow(classes: ReadonlySet<string>): StarterWorkflow {
  const steps = STEPS.filter(({ type }) => classes.has(type));
  let left = 80;
  const nodes = steps.map((step, index) => {
    const place = { pos: [left, TOP], size: step.size };
    left += step.size[0] + GAP;
    return {
      id: index + 1,
      type: step.type,
      ...place,
      flags: {},
      order: index,
      mode: 0,
      inputs:
        step.input === null || index === 0
          ? []
          : [{ name: step.input, type: 'IMAGE', link: index }],
      outputs: step.hasOutput
        ? [{ name: 'IMAGE', type: 'IMAGE', links: index + 1 < steps.length ? [index + 1] : [] }]
        : [],
      properties: { 'Node name for S&R': step.type },
      widgets_values: step.widgets,
    };
  });
  const links = steps
    .slice(1)
    .map((_, index) => [index + 1, index + 1, 0, index + 2, 0, 'IMAGE'] as const);
  return {
    last_node_id: steps.length,
    last_link_id: links.length,
    nodes,
    links,
    groups: [],
    config: {},
    extra: {},
    version: 0.4,
  };
}
