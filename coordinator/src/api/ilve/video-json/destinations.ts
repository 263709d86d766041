import { isObject, member, own, quote } from './json.js';
import { didYouMean, type Problems } from './problems.js';

export const PROVIDERS = ['s3', 'r2', 'b2', 'wasabi', 'gcs', 'azure', 'drive'] as const;

/** Where the customer wants a copy of the result; never part of a Scene, because it changes no pixel. */
export interface Destination {
  integrationId: string;
  provider: (typeof PROVIDERS)[number];
  pathPrefix?: string;
  /** Where it stands in the document, for messages of whoever looks the integration up. */
  path: string;
}

const MOST_DESTINATIONS = 20;
const LONGEST_PREFIX = 500;

/** `destinations` of a document; an empty list is the same as none. */
export function readDestinations(value: unknown, problems: Problems): Destination[] {
  if (value === undefined) return [];
  const reject = (path: string, sentence: string): undefined => {
    problems.reject({ path, who: '' }, 'DESTINATION_INVALID', sentence);
    return undefined;
  };
  if (!Array.isArray(value) || value.length > MOST_DESTINATIONS) {
    reject('destinations', `destinations must be a list of at most ${MOST_DESTINATIONS} items.`);
    return [];
  }
  return value.flatMap((one, i) => readOne(one, `destinations[${i}]`, reject) ?? []);
}

type Reject = (path: string, sentence: string) => undefined;

function readOne(raw: unknown, path: string, reject: Reject): Destination | undefined {
  if (!isObject(raw)) return reject(path, `${path} must be an object {integrationId, provider}.`);
  const integrationId = own(raw, 'integrationId');
  const given = own(raw, 'provider');
  const provider = PROVIDERS.find((one) => one === given);
  const pathPrefix = own(raw, 'pathPrefix');
  if (!provider)
    reject(
      member(path, 'provider'),
      `${path}.provider must be one of ${PROVIDERS.join(', ')} (got ${quote(given)})${typeof given === 'string' ? didYouMean(given, PROVIDERS) || '.' : '.'}`,
    );
  if (typeof integrationId !== 'string' || integrationId === '' || integrationId.length > 100)
    return reject(member(path, 'integrationId'), `${path}.integrationId must be the id of an integration.`);
  if (pathPrefix !== undefined && (typeof pathPrefix !== 'string' || pathPrefix.length > LONGEST_PREFIX))
    return reject(member(path, 'pathPrefix'), `${path}.pathPrefix must be text (got ${quote(pathPrefix)}).`);
  if (!provider) return undefined;
  return { integrationId, provider, ...(pathPrefix === undefined ? {} : { pathPrefix }), path };
}
