/**
 * The allow-list: every path that the gateway answers, who may call it, and from where the answer
 * comes. It is kept apart from the code that answers, so that a route cannot appear, change hands or
 * read from elsewhere without a line here; the process does not start when the two differ.
 * What is not here is a 404, apart from the editor's static files under `/studio/`.
 */
import type { Access, Route, RouteName, Source } from './route';
import { nameOf } from './route';

type Row = readonly [access: Access, source: Source];

export const ROUTE_TABLE: Readonly<Partial<Record<RouteName, Row>>> = {
  // The process
  'GET root /healthz': ['public', 'process'],
  'GET root /readyz': ['public', 'process'],
  'GET root /metrics': ['public', 'process'], // loopback, or an admin's bearer token: checked by the handler

  // People and their settings
  'GET twin /users': ['signed-in', 'fixed'],
  'POST twin /users': ['admin', 'fixed'], // refused: users are made on the admin pages
  'GET twin /i18n': ['signed-in', 'fixed'],
  'GET twin /settings': ['signed-in', 'mongodb'],
  'POST twin /settings': ['signed-in', 'mongodb'],
  'GET twin /settings/{id}': ['signed-in', 'mongodb'],
  'POST twin /settings/{id}': ['signed-in', 'mongodb'],
  'GET twin /userdata': ['signed-in', 'mongodb'],
  'GET twin /v2/userdata': ['signed-in', 'mongodb'],
  'GET twin /userdata/{file}': ['signed-in', 'mongodb'],
  'POST twin /userdata/{file}': ['signed-in', 'mongodb'],
  'DELETE twin /userdata/{file}': ['signed-in', 'mongodb'],
  'POST twin /userdata/{file}/move/{dest}': ['signed-in', 'mongodb'],

  // The editor's start
  'GET twin /features': ['signed-in', 'fixed'],
  'GET twin /extensions': ['signed-in', 'fixed'],
  'GET bare /extensions/atelier/{name}': ['public', 'editor-files'],
  'GET twin /system_stats': ['signed-in', 'slots'],
  'GET twin /workflow_templates': ['signed-in', 'fixed'],
  'GET twin /global_subgraphs': ['signed-in', 'fixed'],
  'GET twin /global_subgraphs/{id}': ['signed-in', 'fixed'],
  'GET twin /node_replacements': ['signed-in', 'fixed'],
  'GET bare /templates/{name}': ['signed-in', 'fixed'],
  'GET bare /user.css': ['public', 'fixed'],

  // Nodes and models
  'GET twin /object_info': ['signed-in', 'object-info'],
  'GET twin /object_info/{class}': ['signed-in', 'object-info'],
  'GET twin /embeddings': ['signed-in', 'fixed'],
  'GET twin /models': ['signed-in', 'object-info'],
  'GET twin /models/{folder}': ['signed-in', 'object-info'],
  'GET twin /experiment/models': ['signed-in', 'object-info'],
  'GET twin /experiment/models/{folder}': ['signed-in', 'object-info'],
  'GET twin /view_metadata/{folder}': ['signed-in', 'fixed'],

  // Prompts
  'GET twin /prompt': ['signed-in', 'mongodb'],
  'POST twin /prompt': ['signed-in', 'mongodb'],
  'GET twin /queue': ['signed-in', 'mongodb'],
  'POST twin /queue': ['signed-in', 'mongodb'],
  'POST twin /interrupt': ['signed-in', 'mongodb'],
  'GET twin /history': ['signed-in', 'mongodb'],
  'POST twin /history': ['signed-in', 'mongodb'],
  'GET twin /history/{promptId}': ['signed-in', 'mongodb'],
  'GET api /jobs': ['signed-in', 'mongodb'],
  'GET api /jobs/{jobId}': ['signed-in', 'mongodb'],
  'POST api /jobs/{jobId}/cancel': ['signed-in', 'mongodb'],
  'POST api /jobs/cancel': ['signed-in', 'mongodb'],

  // The caller's queue, for our pages and for scripts
  'GET root /api/queue': ['signed-in', 'queue'],
  'GET root /api/queue/runs': ['signed-in', 'queue'],
  'POST root /api/queue/pause': ['signed-in', 'queue'],
  'POST root /api/queue/runs/{promptId}/move': ['signed-in', 'queue'],

  // Files
  'GET twin /view': ['signed-in', 's3'],
  'POST twin /upload/image': ['signed-in', 's3'],
  'POST twin /upload/mask': ['signed-in', 's3'],
  'POST root /api/upload/tmp': ['signed-in', 's3'],
  'POST root /api/uploads': ['signed-in', 's3'],
  'PUT root /api/uploads/{id}/parts/{number}': ['signed-in', 's3'],
  'POST root /api/uploads/{id}/complete': ['signed-in', 's3'],
  'DELETE root /api/uploads/{id}': ['signed-in', 's3'],
  'GET bare /internal/files/{type}': ['signed-in', 'mongodb'],
  'GET root /downloads/{token}': ['signed-in', 's3'],
  'GET root /files/{key...}': ['public', 's3'], // the signature in the URL is the permission

  'GET root /s/{token}/{file}': ['public', 's3'], // the token is the permission

  // Known to the editor and refused, or off
  'GET bare /internal/folder_paths': ['signed-in', 'fixed'],
  'GET bare /internal/logs': ['signed-in', 'fixed'],
  'GET bare /internal/logs/raw': ['signed-in', 'fixed'],
  'PATCH bare /internal/logs/subscribe': ['signed-in', 'fixed'],
  'POST twin /free': ['signed-in', 'fixed'],
  'GET api /assets': ['signed-in', 'fixed'],
};

/** How the routes differ from the allow-list, one line each; empty when they do not. */
export function differences(routes: readonly Route[]): string[] {
  const served = new Map(routes.map((route) => [nameOf(route), route]));
  const table = new Map(Object.entries(ROUTE_TABLE) as [string, Row][]);
  return [
    ...[...served.keys()].filter((name) => !table.has(name)).map((name) => `${name}: not allowed`),
    ...[...table.keys()].filter((name) => !served.has(name)).map((name) => `${name}: not served`),
    ...[...served].flatMap(([name, { access, source }]) => {
      const row = table.get(name);
      if (row === undefined || (row[0] === access && row[1] === source)) return [];
      return [`${name}: allowed ${row.join(', ')}, served ${access}, ${source}`];
    }),
  ];
}

/** @throws when the routes are not exactly those of the allow-list */
export function assertAllowed(routes: readonly Route[]): void {
  const problems = differences(routes);
  if (problems.length > 0) {
    throw new Error(`the gateway's routes differ from its allow-list:\n${problems.join('\n')}`);
  }
}
