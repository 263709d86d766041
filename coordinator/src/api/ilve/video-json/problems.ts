import type { Issue } from '@farm/shared/errors';
import { nearestName } from '@farm/shared/lang';
import type { Warning } from '@farm/shared/wire';

/** Codes of videojson.md section 9, and ours. */
export type IssueCode =
  | 'INVALID_DOCUMENT'
  | 'NAME_REQUIRED'
  | 'NAME_TOO_LONG'
  | 'LAYERS_REQUIRED'
  | 'TOO_MANY_LAYERS'
  | 'COMPOSITION_DUPLICATE'
  | 'INVALID_DIMENSION'
  | 'INVALID_FPS'
  | 'INVALID_DURATION'
  | 'UNKNOWN_LAYER_TYPE'
  | 'SOURCE_REQUIRED'
  | 'SOURCE_UNSUPPORTED'
  | 'SOURCE_UNREACHABLE'
  | 'INVALID_TIME'
  | 'INVALID_PROPERTY_TYPE'
  | 'INVALID_PROPERTY_ENUM'
  | 'INVALID_COLOR'
  | 'INVALID_KEYFRAMES'
  | 'UNKNOWN_EASING'
  | 'UNKNOWN_TRANSITION'
  | 'UNKNOWN_EFFECT'
  | 'INVALID_EFFECT_PARAM'
  | 'CAPTIONS_INVALID'
  | 'ID_DUPLICATE'
  | 'DESTINATION_INVALID'
  | 'INVALID_OUTPUT'
  | 'NESTING_TOO_DEEP'
  | 'TOO_MUCH';

export type WarningCode =
  | 'unknown-property'
  | 'unknown-param'
  | 'unit-replaced'
  | 'odd-size'
  | 'composition-moved'
  | 'font-size-in-pixels'
  | 'text-shadow-implied'
  | 'switch-off'
  | 'keyframes-sorted'
  | 'animated-twice'
  | 'no-children'
  | 'not-for-this-layer'
  | 'outside-scene'
  | 'transitions-shortened'
  | 'font-list';

const MOST_ISSUES = 200;
const MOST_WARNINGS = 100;
const LONGEST_NAME = 40;
/** Comparing names costs time; a document with more mistakes than this gets its further ones without a hint. */
const MOST_HINTS = 300;

/** Where something stands: the customer's JSON path, and the layer in words ("layer 4 (image)"; empty outside layers). */
export interface Place {
  path: string;
  who: string;
}

/** Collects every problem of one document; a hostile document cannot make the list grow without end. */
export class Problems {
  readonly issues: Issue[] = [];
  readonly warnings: Warning[] = [];
  private hints = 0;

  reject(place: Place, code: IssueCode, sentence: string): void {
    if (this.issues.length > MOST_ISSUES) return;
    this.issues.push(
      this.issues.length === MOST_ISSUES
        ? {
            path: '',
            code: 'TOO_MUCH',
            message: `There are more than ${MOST_ISSUES} problems; fix these first.`,
          }
        : { path: place.path, code, message: inWords(place, sentence) },
    );
  }

  warn(place: Place, code: WarningCode, sentence: string): void {
    if (this.warnings.length >= MOST_WARNINGS) return;
    this.warnings.push({ code, path: place.path, message: inWords(place, sentence) });
  }

  /** As the function of this name, a limited number of times. */
  didYouMean(wrong: string, known: Iterable<string>): string {
    return this.hints++ < MOST_HINTS ? didYouMean(wrong, known) : '';
  }
}

const inWords = ({ who }: Place, sentence: string): string => (who ? `${who}: ${sentence}` : sentence);

/** `; did you mean "x"?` when a known name is near, else nothing. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const near = wrong.length <= LONGEST_NAME ? nearestName(wrong, [...known]) : undefined;
  return near ? `; did you mean "${near}"?` : '';
}
