import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { parseAllDocuments } from 'yaml';

export interface Container {
  name: string;
  image: string;
  command?: string[];
  env?: { name: string }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string; containerPort: number }[];
  volumeMounts?: { name: string; mountPath: string }[];
  [probe: `${string}Probe`]: { httpGet?: { path: string; port: string } } | undefined;
}

/** A Kubernetes object; only what the tests read. */
export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  spec: {
    selector?: Record<string, unknown> & { matchLabels?: Record<string, string> };
    ports?: { targetPort: string }[];
    scaleTargetRef?: { name: string };
    template?: { metadata: { labels: Record<string, string> }; spec: PodSpec };
  };
}

export interface PodSpec {
  enableServiceLinks?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext: { runAsNonRoot?: boolean };
  containers: Container[];
  volumes?: { name: string; persistentVolumeClaim?: { claimName: string } }[];
}

type Model = new (value: never) => { validate(): void };
const MODELS: Record<string, Model> = {
  'apps/v1 Deployment': Deployment,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 PersistentVolumeClaim': PersistentVolumeClaim,
  'v1 Secret': Secret,
  'v1 Service': Service,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'networking.k8s.io/v1 Ingress': Ingress,
  'keda.sh/v1alpha1 ScaledObject': ScaledObject,
};

/** Every document of the folder, the kustomization left out. */
export function readManifests(folder: string): Manifest[] {
  return readdirSync(folder)
    .filter((file) => file !== 'kustomization.yaml')
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => {
        if (document.errors.length > 0) throw document.errors[0];
        return { ...(document.toJS() as Manifest), file };
      }),
    );
}

/** What is wrong with an object by the schemas of Kubernetes and KEDA; undefined: nothing. */
export function problemOf({ file: _, ...manifest }: Manifest): string | undefined {
  const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
  if (!Model) return `no schema for ${manifest.apiVersion} ${manifest.kind}`;
  try {
    new Model(manifest as never).validate();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Fields that the schemas do not know. The validators pass over them; but a known field refuses a value of no sensible
 * type, and an unknown one takes anything.
 */
export function unknownFields(manifest: Manifest): string[] {
  const unknown: string[] = [];
  const visit = (node: unknown, path: (string | number)[]): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
      const here = [...path, key];
      if (here.length === 1 && ['file', 'apiVersion', 'kind'].includes(String(key))) continue;
      const spoilt = structuredClone(manifest);
      set(spoilt, here, [[[]]]);
      if (problemOf(spoilt) === undefined) unknown.push(here.join('.'));
      else visit((node as Record<string | number, unknown>)[key], here);
    }
  };
  visit(manifest, []);
  return unknown;
}

function set(root: object, path: (string | number)[], value: unknown): void {
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<object>((at, key) => Reflect.get(at, key) as object, root);
  Reflect.set(parent, last, value);
}
