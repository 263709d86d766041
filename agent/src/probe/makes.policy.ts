import { CONTAINER_NAMES, CONTAINERS, containerFacts, type ContainerFacts } from '@farm/shared/scene';
import type { Capabilities, EncoderFact, Engine } from '@farm/shared/wire';
import type { SoftwareFact } from './software.probe.js';

/** Every agent has them (`lackOf` in ffmpeg.probe.ts). */
const ALWAYS = ['h264', 'aac'];

/**
 * What each engine can make, in the words of `needsOf`. Sound is encoded by software beside any engine; graphics cards
 * make films only.
 */
export function makesOf(
  hardware: readonly EncoderFact[],
  software: readonly SoftwareFact[],
): NonNullable<Capabilities['makes']> {
  const own = software.filter(({ verdict }) => verdict.available).map(({ codec }) => codec as string);
  const cpu = new Set([...ALWAYS, ...own]);
  const makes: NonNullable<Capabilities['makes']> = { cpu: unique([...containersOf(cpu), ...cpu]) };
  for (const engine of enginesOf(hardware)) {
    const pictures = hardware
      .filter((one) => one.engine === engine && one.available)
      .map(({ codec }) => codec);
    const codecs = new Set<string>([...pictures, ...soundsOf(cpu)]);
    const films = containersOf(codecs).filter((name) => CONTAINERS[name].kind === 'film');
    makes[engine] = unique([...films, ...codecs]);
  }
  return makes;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

const enginesOf = (facts: readonly EncoderFact[]): Set<Engine> =>
  new Set(facts.filter(({ available, engine }) => available && engine !== 'cpu').map(({ engine }) => engine));

const soundsOf = (codecs: ReadonlySet<string>): string[] => {
  const sounds = new Set<string>(CONTAINER_NAMES.flatMap((name) => containerFacts(name).audio));
  return [...codecs].filter((codec) => sounds.has(codec));
};

/** Containers for which there is a codec of each kind that they hold. */
const containersOf = (codecs: ReadonlySet<string>) =>
  CONTAINER_NAMES.filter((name) => {
    const { video, audio }: ContainerFacts = CONTAINERS[name];
    const has = (wanted: readonly string[]): boolean =>
      wanted.length === 0 || wanted.some((codec) => codecs.has(codec));
    return has(video) && has(audio);
  });
