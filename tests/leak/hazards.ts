/**
 * The ways in which one process that serves many leaks, numbered as in the leak suite of the ComfyUI
 * extension. Each is a named test here, or cannot exist in the built-in runner, for the reason given.
 */
export const HAZARDS = [
  'h01',
  'h02',
  'h03',
  'h04',
  'h05',
  'h06',
  'h07',
  'h08',
  'h09',
  'h10',
  'h11',
  'h12',
  'h13',
  'h14',
  'h15',
  'h16',
  'h17',
  'h18',
  'h19',
  'h20',
  'h21',
  'h22',
  'h23',
  'h24',
  'h25',
  'h26',
  'h27',
  'h28',
  'h29',
] as const;
export type Hazard = (typeof HAZARDS)[number];

/** Hazards of ComfyUI that the built-in runner has no place for. */
export const NOT_IN_BUILTIN: Readonly<Partial<Record<Hazard, string>>> = {
  h04: 'no node reads a folder: LoadImage, LoadImageMask and LoadImageOutput name one file',
  h05: 'no node reads text files',
  h20: 'nodes get the tenant’s folders as arguments; there is no process-wide directory and no thread',
  h21: 'no node makes nodes while it runs',
  h26: 'no node loads models',
  h27: 'no packs: node definitions are functions without state of their own',
};
