/**
 * The graph that a new user meets in the studio: small, without models, and made of nodes that the
 * runner at hand has. Written in ComfyUI's workflow format, which the editor loads.
 */

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
  /** Image inputs, each with the number of the step (from 0) that it is linked to. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly hasOutput: boolean;
  /** Values of the node's widgets in their order; a seed is followed by what happens to it after a run. */
  readonly widgets: readonly unknown[];
  readonly pos: readonly [x: number, y: number];
  readonly size: readonly [width: number, height: number];
}

/** A text over clouds over a gradient. The seed changes with each run, so each makes a new picture. */
const WITH_GENERATORS: readonly Step[] = [
  {
    type: 'AtelierGradient',
    inputs: {},
    hasOutput: true,
    widgets: [768, 512, 0x1b2a4a, 0xf2a65a, 'diagonal'],
    pos: [60, 140],
    size: [280, 180],
  },
  {
    type: 'AtelierNoise',
    inputs: {},
    hasOutput: true,
    widgets: [7, 'randomize', 768, 512, 'clouds', 3],
    pos: [60, 400],
    size: [280, 200],
  },
  {
    type: 'ImageBlend',
    inputs: { image1: 0, image2: 1 },
    hasOutput: true,
    widgets: [0.6, 'overlay'],
    pos: [400, 140],
    size: [270, 120],
  },
  {
    type: 'AtelierTextImage',
    inputs: { image: 2 },
    hasOutput: true,
    widgets: ['Atelier', 120, 0xffffff, 'middle'],
    pos: [730, 140],
    size: [300, 220],
  },
  {
    type: 'SaveImage',
    inputs: { images: 3 },
    hasOutput: false,
    widgets: ['atelier/first'],
    pos: [1090, 140],
    size: [400, 360],
  },
];

/** Nodes that every ComfyUI has. */
const PLAIN: readonly Step[] = [
  {
    type: 'EmptyImage',
    inputs: {},
    hasOutput: true,
    widgets: [512, 512, 1, 0xb8391a],
    pos: [80, 180],
    size: [270, 130],
  },
  {
    type: 'ImageScale',
    inputs: { image: 0 },
    hasOutput: true,
    widgets: ['lanczos', 768, 512, 'center'],
    pos: [410, 180],
    size: [270, 130],
  },
  {
    type: 'SaveImage',
    inputs: { images: 1 },
    hasOutput: false,
    widgets: ['atelier/first'],
    pos: [740, 180],
    size: [320, 360],
  },
];

interface StepLink {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly slot: number;
}

/** Links count from 1, in the order of the inputs that they lead to. */
function linksOf(steps: readonly Step[]): StepLink[] {
  const inputs = steps.flatMap((step, to) =>
    Object.values(step.inputs).map((from, slot) => ({ from, to, slot })),
  );
  return inputs.map((input, index) => ({ id: index + 1, ...input }));
}

function nodeOf(step: Step, index: number, links: readonly StepLink[]): object {
  const leaving = links.filter(({ from }) => from === index).map(({ id }) => id);
  return {
    id: index + 1,
    type: step.type,
    pos: step.pos,
    size: step.size,
    flags: {},
    order: index,
    mode: 0,
    inputs: Object.keys(step.inputs).map((name, slot) => ({
      name,
      type: 'IMAGE',
      link: links.find((link) => link.to === index && link.slot === slot)?.id ?? null,
    })),
    outputs: step.hasOutput ? [{ name: 'IMAGE', type: 'IMAGE', links: leaving }] : [],
    properties: { 'Node name for S&R': step.type },
    widgets_values: step.widgets,
  };
}

/**
 * The best starter graph of which the runner offers every node; an empty one when it offers none.
 * @param availableClasses class names in the runner's `/object_info`
 */
export function starterWorkflow(availableClasses: ReadonlySet<string>): StarterWorkflow {
  const steps =
    [WITH_GENERATORS, PLAIN].find((graph) =>
      graph.every(({ type }) => availableClasses.has(type)),
    ) ?? [];
  const links = linksOf(steps);
  return {
    last_node_id: steps.length,
    last_link_id: links.length,
    nodes: steps.map((step, index) => nodeOf(step, index, links)),
    links: links.map(({ id, from, to, slot }) => [id, from + 1, 0, to + 1, slot, 'IMAGE'] as const),
    groups: [],
    config: {},
    extra: {},
    version: 0.4,
  };
}
