import type { Source } from '@farm/shared/scene';

/** The sources that an order reads, and how a message calls the user of each. */
export interface WantedInputs {
  sources: Readonly<Record<string, Source>>;
  keys: readonly string[];
  /** `layer 3 (video, layers[2])`. */
  userOf(key: string): string;
}
