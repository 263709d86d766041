/** A label of an agent, such as `studio` or `region=eu`: 1 to 63 characters, compared letter by letter. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.=/-]{0,62}$/;

/** What a label may look like, for messages. */
export const LABEL_RULE =
  'a label has 1 to 63 letters, digits or the characters _ . = / - and begins with a letter or digit.';

export const isLabel = (text: unknown): text is string => typeof text === 'string' && LABEL.test(text);
