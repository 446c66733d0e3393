// The direction of imports, as errors from the first commit. In one line:
// kernel <- {domain, comfy} <- {prisma-free-db, redis, queue, storage, realtime} <- features <- {http, gateway}
//        <- {app, server.ts, workers, cli}
const room = (name) => `^lib/${name}/`;
const deny = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const only = (name, comment, from, allowed) =>
  deny(
    name,
    comment,
    { path: from },
    {
      path: '^(lib|app|components|workers|prisma-free-db|cli|embedded|server\\.ts|tests|playwright|bench)',
      pathNot: [from, ...allowed],
    },
  );

module.exports = {
  forbidden: [
    deny(
      'no-cycles',
      'A cycle means two files are one.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    deny('no-unresolved', 'An import that resolves to nothing.', {}, { couldNotResolve: true }),
    only(
      'kernel-stands-alone',
      'The kernel knows only node and small packages.',
      '^lib/kernel/',
      [],
    ),
    only('domain-is-pure', 'Rules and types, no I/O.', '^lib/domain/', [room('kernel')]),
    only('comfy-is-protocol', "ComfyUI's shapes and rules, no I/O.", '^lib/comfy/', [
      room('kernel'),
      room('domain'),
    ]),
    only('redis-is-a-connection', 'One way to connect.', '^lib/redis/', [room('kernel')]),
    only('queue-below-features', 'Delivery knows payloads, not use cases.', '^lib/queue/', [
      room('kernel'),
      room('domain'),
      room('redis'),
    ]),
    only('storage-below-features', 'Objects and keys only.', '^lib/storage/', [
      room('kernel'),
      room('domain'),
    ]),
    only('realtime-below-features', 'Channels and shapes only.', '^lib/realtime/', [
      room('kernel'),
      room('domain'),
      room('comfy'),
      room('redis'),
    ]),
    only('db-below-features', 'The data layer has no rules.', '^prisma-free-db/', [
      room('kernel'),
      room('domain'),
      room('comfy'),
    ]),
    only('features-below-doors', 'Use cases do not know how they are called.', '^lib/features/', [
      room('kernel'),
      room('domain'),
      room('comfy'),
      room('redis'),
      room('queue'),
      room('storage'),
      room('realtime'),
      '^prisma-free-db/',
    ]),
    only('http-wraps-features', 'The wrapper of our JSON routes.', '^lib/http/', [
      room('kernel'),
      room('domain'),
      room('features'),
      room('queue'),
      room('redis'),
      room('queue'),
      room('storage'),
      room('realtime'),
      '^prisma-free-db/',
    ]),
    only('gateway-is-a-door', 'What a browser may ask a ComfyUI.', '^lib/gateway/', [
      room('kernel'),
      room('domain'),
      room('comfy'),
      room('features'),
      room('http'),
      room('realtime'),
      room('redis'),
      room('storage'),
      '^prisma-free-db/',
    ]),
    only('components-are-ui', 'No server module in the browser.', '^components/', [
      room('domain'),
      '^lib/realtime/client',
    ]),
    deny(
      'app-is-a-door',
      'Pages and routes call features, never a driver or a worker.',
      { path: '^app/' },
      {
        path: '^(workers|cli|embedded|tests|bench|playwright|node_modules/(mongodb|bullmq|@aws-sdk|ioredis))',
      },
    ),
    deny(
      'workers-are-not-imported',
      'A process kind imports its own folder and lib.',
      { path: '^(app|components|lib|prisma-free-db|cli|embedded|server)' },
      { path: '^workers/' },
    ),
    deny(
      'worker-kinds-stay-apart',
      'One process kind never imports another.',
      { path: '^workers/([^/]+)/' },
      { path: '^workers/', pathNot: '^workers/$1/' },
    ),
    deny(
      'workers-have-no-ui',
      'Workers never draw.',
      { path: '^workers/' },
      { path: '^(app|components)/' },
    ),
    deny('nothing-imports-server', 'server.ts is a process root.', {}, { path: '^server\\.ts$' }),
    deny(
      'only-db-imports-mongodb',
      'ObjectId stops at prisma-free-db.',
      { pathNot: '^(prisma-free-db|embedded|tests|bench)/' },
      { path: 'node_modules/mongodb/' },
    ),
    deny(
      'only-queue-imports-bullmq',
      'One queue room.',
      { pathNot: '^(lib/queue|tests)/' },
      { path: 'node_modules/bullmq/' },
    ),
    deny(
      'only-storage-imports-aws',
      'One object store room.',
      { pathNot: '^(lib/storage|tests|bench)/' },
      { path: 'node_modules/@aws-sdk/' },
    ),
    deny(
      'only-realtime-imports-socket-io',
      'One live-view room.',
      { pathNot: '^(lib/realtime|tests|playwright)/' },
      { path: 'node_modules/socket\\.io' },
    ),
    deny(
      'only-redis-imports-ioredis',
      'One Redis connection room.',
      { pathNot: '^(lib/redis|tests|embedded|bench)/' },
      { path: 'node_modules/ioredis/', dependencyTypesNot: ['type-only'] },
    ),
    deny(
      'source-does-not-import-tests',
      'Tests look at the source, not the other way.',
      {
        path: '^(app|components|lib|workers|prisma-free-db|cli|server)',
        pathNot: '\\.test\\.tsx?$',
      },
      { path: '^(tests|playwright|bench)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|dist|data|node_modules/\\.cache)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
