import type { StepType } from './workflow.types.js';

/** What may stand in one field of a step's config. */
export type FieldKind =
  | 'text'
  | 'url'
  | 'uuid'
  | 'object'
  /** The key of a variable. */
  | 'variable'
  /** A list of keys of variables. */
  | 'variables'
  /** `{key of a variable: path in the facts, or a list of paths}`. */
  | 'fact-map'
  /** `{key of a variable: most characters}`. */
  | 'limits'
  /** The index of an earlier step. */
  | 'step'
  /** A URL, or the index of an earlier step. */
  | 'input'
  | 'asset-type';

export interface ConfigField {
  kind: FieldKind;
  required?: boolean;
  description: string;
}

export interface StepTypeFacts {
  type: StepType;
  label: string;
  description: string;
  config: Record<string, ConfigField>;
  /** True when the step makes a file that later steps may use. */
  makesFile: boolean;
}

const INPUT: ConfigField = {
  kind: 'input',
  description: 'A URL, or the index of an earlier step; absent: the file of the nearest earlier step.',
};

/** Every kind of step. The vendor publishes no config schemas, so these fields are ours. */
export const STEP_TYPE_FACTS: readonly StepTypeFacts[] = [
  {
    type: 'upload_asset',
    label: 'Upload asset',
    description: 'Fetches a public URL and keeps the file as an asset of the workspace.',
    makesFile: true,
    config: {
      url: { kind: 'url', description: 'What to fetch; this or variable.' },
      variable: {
        kind: 'variable',
        description: 'The variable that holds the URL; afterwards it holds the address of the asset.',
      },
      name: { kind: 'text', description: 'File name; absent: the last part of the URL.' },
      type: { kind: 'asset-type', description: 'image, video, audio or font; absent: by the content.' },
    },
  },
  {
    type: 'crawl_url',
    label: 'Read web page',
    description: 'Fetches a public page and notes its title, description, pictures, headings and prices.',
    makesFile: false,
    config: { url: { kind: 'url', required: true, description: 'The page.' } },
  },
  {
    type: 'discover_variables',
    label: 'Discover variables',
    description: 'Fills variables that nobody gave from the facts of a page.',
    makesFile: false,
    config: {
      from: { kind: 'step', description: 'Index of the crawl_url step; absent: the nearest earlier one.' },
      map: {
        kind: 'fact-map',
        description:
          'Variable -> path in the facts ("title", "images[0]"), or a list of paths: the first that is there. Absent: by the names and types of the variables.',
      },
      maxLengths: {
        kind: 'limits',
        description: 'Variable -> most characters: longer texts are cut at a word. Templates have limits.',
      },
    },
  },
  {
    type: 'render_template',
    label: 'Render template',
    description: 'Renders a template with variables.',
    makesFile: true,
    config: {
      templateId: { kind: 'text', required: true, description: 'Id of the template.' },
      variables: {
        kind: 'object',
        description: 'Variables of the template; absent: those of the workflow that have the same names.',
      },
    },
  },
  {
    type: 'render_videojson',
    label: 'Render VideoJSON',
    description: 'Renders a scene.',
    makesFile: true,
    config: { videoJSON: { kind: 'object', required: true, description: 'The scene.' } },
  },
  {
    type: 'apply_tool',
    label: 'Apply tool',
    description: 'Runs a tool (trim, crop, convert …) on a file.',
    makesFile: true,
    config: {
      toolId: { kind: 'text', required: true, description: 'Id of the tool, such as trim-video.' },
      config: { kind: 'object', description: 'What the tool takes.' },
      input: INPUT,
    },
  },
  {
    type: 'review',
    label: 'Review',
    description: 'Waits until a person approves or rejects; they may edit some variables.',
    makesFile: false,
    config: {
      editableVariables: { kind: 'variables', description: 'Variables that the reviewer may change.' },
      message: { kind: 'text', description: 'What to tell the reviewer.' },
    },
  },
  {
    type: 'send_to_destination',
    label: 'Send to destination',
    description: 'Delivers the file of an earlier render or tool step to an integration.',
    makesFile: false,
    config: {
      integrationId: { kind: 'uuid', required: true, description: 'The integration.' },
      provider: { kind: 'text', description: 'Its provider; absent: the integration knows.' },
      pathPrefix: { kind: 'text', description: 'Folder there, instead of that of the integration.' },
      input: { kind: 'step', description: 'Index of the step; absent: the nearest earlier render or tool.' },
    },
  },
];

const BY_TYPE = new Map(STEP_TYPE_FACTS.map((facts) => [facts.type, facts]));

export function stepTypeFacts(type: StepType): StepTypeFacts {
  const facts = BY_TYPE.get(type);
  if (!facts) throw new Error(`no such step type: ${type}`);
  return facts;
}
