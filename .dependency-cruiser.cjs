// The walls of the farm. One rule per wall; `comment` says why, because the reader meets it when a build fails.
// A feature may import only features to its left. This list is the architecture.
const ORDER = [
  'auth',
  'storage',
  'destinations',
  'assets',
  'documents',
  'templates',
  'pricing',
  'jobs',
  'tools',
  'workflows',
  'farm',
  'webhooks',
  'monitor',
];
const FEATURES = ORDER.join('|');
const PURE =
  '^(coordinator/src|coordinator/web/src|agent/src)/.*(\\.policy|\\.state|-to-[a-z-]+|\\.element|\\.errors)\\.ts$';
const featureOrder = ORDER.map((name, i) => ({
  name: `feature-order-${name}`,
  comment: `${name} may import only: ${ORDER.slice(0, i).join(', ') || 'no other feature'}. Use a domain event for the other direction.`,
  severity: 'error',
  from: { path: `^coordinator/src/${name}/` },
  to: { path: `^coordinator/src/(${ORDER.slice(i + 1).join('|') || 'nothing-to-the-right'})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'bin-by-public-face',
      comment:
        'The command line uses the agent through agent/src/index.ts and of the coordinator only the pure translator of the scene document, and backup.',
      severity: 'error',
      from: { path: '^bin/src/' },
      to: {
        path: '^(coordinator|agent)/src/',
        pathNot: '^(agent/src/index\\.ts|coordinator/src/(api/ilve/video-json|backup)/index\\.ts)$',
      },
    },
    {
      name: 'nobody-imports-bin',
      severity: 'error',
      from: { path: '^(coordinator|agent|shared)/' },
      to: { path: '^bin/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one file.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },

    {
      name: 'shared-is-pure',
      comment:
        'shared runs in both processes and in the browser: zod is its only package, no Node built-ins.',
      severity: 'error',
      from: { path: '^shared/src/' },
      to: { pathNot: '(^shared/src/|(^|/)node_modules/zod/)' },
    },
    {
      name: 'coordinator-and-agent-never-meet',
      comment: 'They talk only through shared/src/wire.',
      severity: 'error',
      from: { path: '^(coordinator|agent)/' },
      to: { path: '^(coordinator|agent)/', pathNot: '^$1/' },
    },
    {
      name: 'shared-by-public-face',
      comment: 'Import @farm/shared/<folder>, not a file inside it.',
      severity: 'error',
      from: { path: '^(coordinator|agent)/' },
      to: { path: '^shared/src/[^/]+/', pathNot: '^shared/src/[^/]+/index\\.ts$' },
    },

    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^coordinator/src/platform/' },
      to: { path: `^coordinator/src/(${FEATURES}|api)/` },
    },
    {
      name: 'feature-by-public-face',
      comment: 'Another feature is reached through its index.ts only. app.module may import *.module.ts.',
      severity: 'error',
      from: { path: `^coordinator/src/(${FEATURES}|api)/` },
      to: {
        path: `^coordinator/src/(${FEATURES})/`,
        pathNot: [`^coordinator/src/$1/`, `^coordinator/src/(${FEATURES})/index\\.ts$`, '\\.module\\.ts$'],
      },
    },
    ...featureOrder,
    {
      name: 'features-know-no-dialect',
      severity: 'error',
      from: { path: `^coordinator/src/(${FEATURES})/` },
      to: { path: '^coordinator/src/api/' },
    },
    {
      name: 'dialects-are-strangers',
      comment:
        'A dialect may be deleted without touching another. They share only api/edge, which knows none of them.',
      severity: 'error',
      from: { path: '^coordinator/src/api/([^/]+)/' },
      to: { path: '^coordinator/src/api/[^/]+/', pathNot: '^coordinator/src/api/($1|edge)/' },
    },
    {
      name: 'dialects-touch-no-io',
      comment: 'A dialect translates and calls a service.',
      severity: 'error',
      from: { path: '^coordinator/src/api/' },
      to: { path: '(^coordinator/src/platform/(database|outbound)/|\\.(repository|entity)\\.ts$)' },
    },
    {
      name: 'dtos-are-only-shapes',
      comment: 'A DTO holds decorated fields. Rules are in -to-scene, services and the Scene schema.',
      severity: 'error',
      from: { path: '\\.dto\\.ts$' },
      to: {
        pathNot:
          '((^|/)node_modules/(class-validator|class-transformer|@nestjs/swagger)/|^shared/src/|\\.dto\\.ts$)',
      },
    },
    {
      name: 'rows-only-from-own-service',
      comment: 'Repositories are called by services of the same feature.',
      severity: 'error',
      from: { path: '\\.(controller|gateway|policy|state)\\.ts$' },
      to: { path: '\\.repository\\.ts$' },
    },
    {
      name: 'entities-stay-with-repositories',
      comment: 'A repository turns entities into domain types; nobody else sees a row.',
      severity: 'error',
      from: { path: '^coordinator/src/', pathNot: '\\.(repository|entity|module)\\.ts$' },
      to: { path: '\\.entity\\.ts$' },
    },
    {
      name: 'typeorm-stays-with-rows',
      severity: 'error',
      from: {
        path: '^coordinator/src/',
        pathNot: '(\\.(repository|entity|module|sql)\\.ts$|^coordinator/src/platform/database/)',
      },
      to: { path: '(^|/)node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'pure-files-are-pure',
      comment:
        '*.policy, *.state, *-to-*, *.element, *.errors: values in, values out. No Nest, no Node, no rows, no clock.',
      severity: 'error',
      from: { path: PURE },
      to: {
        path: '((^|/)node_modules/(?!zod/)|^(coordinator|agent)/src/platform/|\\.(repository|entity|service|module|gateway|controller|dto)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-files-no-node',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'] },
    },

    {
      name: 'web-is-a-browser',
      comment: 'The dashboard knows shared and its own files; it talks over /live and HTTP.',
      severity: 'error',
      from: { path: '^coordinator/web/' },
      to: { path: '^(coordinator/src|agent)/' },
    },
    {
      name: 'web-no-node',
      severity: 'error',
      from: { path: '^coordinator/web/src/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'nobody-imports-the-web',
      severity: 'error',
      from: { path: '^(coordinator/src|agent|shared)/' },
      to: { path: '^coordinator/web/' },
    },

    {
      name: 'compiler-is-pure',
      comment: 'Scene in, plan out: runs in a unit test on any laptop.',
      severity: 'error',
      from: { path: '^agent/src/compiler/' },
      to: { pathNot: '^(agent/src/compiler/|shared/src/)' },
    },
    {
      name: 'only-platform-spawns',
      severity: 'error',
      from: {
        path: '^(agent|coordinator)/src/',
        pathNot: '^agent/src/(platform/child-process|executor/attempt-runner)\\.ts$',
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'only-platform-runs-programs',
      comment: 'Programs are started in one place per process, with their tails, groups and time limits.',
      severity: 'error',
      from: {
        path: '^(agent|coordinator)/src/',
        pathNot: '^(agent|coordinator)/src/platform/child-process\\.ts$',
      },
      to: { path: '(^|/)node_modules/execa/' },
    },
    {
      name: 'only-link-talks',
      comment: 'One door to the coordinator, in the agent and in the dashboard.',
      severity: 'error',
      from: { path: '^(agent|coordinator/web)/src/', pathNot: '^(agent|coordinator/web)/src/link/' },
      to: { path: '(^|/)node_modules/socket.io-client/' },
    },
    {
      name: 'platform-is-bottom',
      severity: 'error',
      from: { path: '^agent/src/platform/' },
      to: { path: '^agent/src/(?!platform/)' },
    },
    {
      name: 'steps-do-not-know-the-daemon',
      severity: 'error',
      from: { path: '^agent/src/(executor/steps|compiler|render|media|transfer|probe)/' },
      to: { path: '^agent/src/(supervisor|link)/' },
    },
    {
      name: 'planes-are-strangers',
      comment: 'A plane can be replaced without touching the other; run-plan puts them together.',
      severity: 'error',
      from: { path: '^agent/src/render/planes/([^/]+)\\.plane\\.ts$' },
      to: { path: '^agent/src/render/planes/[^/]+\\.plane\\.ts$', pathNot: '/$1\\.plane\\.ts$' },
    },

    {
      name: 'no-test-code-in-src',
      severity: 'error',
      from: { path: '^(shared|coordinator|agent)/(src|web)/', pathNot: '\\.spec\\.tsx?$' },
      to: { path: '^test/|\\.spec\\.tsx?$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // A worktree may share the packages of another by a link.
    preserveSymlinks: true,
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
