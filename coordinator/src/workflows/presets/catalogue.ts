import type { WorkflowStep, WorkflowVariable } from '../workflow.types.js';
import type { WorkflowPreset } from './preset.types.js';

const text = (label: string, more: Partial<WorkflowVariable> = {}): WorkflowVariable => ({
  type: 'text',
  label,
  ...more,
});
const required = { required: true } as const;
const image = (label: string): WorkflowVariable => ({ type: 'asset_url', label });
const page: WorkflowVariable = {
  type: 'url',
  label: 'Web page',
  ...required,
  placeholder: 'https://example.com/article',
};

const read: WorkflowStep = {
  type: 'crawl_url',
  name: 'Read the page',
  maxRetries: 2,
  config: { url: '{{pageUrl}}' },
};
/** `maxLengths`: what the template takes; pages say more. */
const discover = (
  map: Record<string, string | string[]>,
  maxLengths: Record<string, number>,
): WorkflowStep => ({
  type: 'discover_variables',
  name: 'Find the words and pictures',
  config: { map, maxLengths },
});
const review = (...editableVariables: string[]): WorkflowStep => ({
  type: 'review',
  name: 'Look it over',
  config: { editableVariables, message: 'Change what should read differently, then approve.' },
});
/** Without `variables` a template takes those of the workflow that have the same names. */
const render = (templateId: string, variables?: Record<string, string>): WorkflowStep => ({
  type: 'render_template',
  name: 'Render the video',
  maxRetries: 2,
  config: { templateId, ...(variables ? { variables } : {}) },
});
const tool = (name: string, toolId: string, config: Record<string, unknown>): WorkflowStep => ({
  type: 'apply_tool',
  name,
  maxRetries: 1,
  config: { toolId, config },
});

/** Ready-made workflows on the built-in templates. Clients import one by creating a workflow of its definition. */
export const PRESETS: readonly WorkflowPreset[] = [
  {
    id: 'first-video',
    name: 'Your first video',
    description: 'A title card with your own words, rendered at once.',
    category: 'getting-started',
    roles: ['creator', 'developer'],
    goals: ['learn'],
    channels: ['youtube'],
    posterTemplateId: 'title-card',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        title: text('Title', { ...required, default: 'Ideas worth building' }),
        subtitle: text('Line below'),
      },
      steps: [render('title-card')],
    },
  },
  {
    id: 'article-to-story',
    name: 'Article to story',
    description: 'Reads a web page, lets you edit what it found, and makes a 9:16 story of it.',
    category: 'social',
    roles: ['marketer', 'editor'],
    goals: ['reach', 'traffic'],
    channels: ['instagram', 'tiktok'],
    posterTemplateId: 'story',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        pageUrl: page,
        title: text('Headline'),
        subtitle: text('Line below'),
        cta: { type: 'string', label: 'Call to action', default: 'Read it now' },
        backgroundImage: image('Picture'),
      },
      steps: [
        read,
        discover(
          { title: 'title', subtitle: 'description', backgroundImage: 'image' },
          { title: 46, subtitle: 90 },
        ),
        review('title', 'subtitle', 'cta', 'backgroundImage'),
        render('story', {
          title: '{{title}}',
          subtitle: '{{subtitle}}',
          cta: '{{cta}}',
          backgroundImage: '{{backgroundImage}}',
        }),
      ],
    },
  },
  {
    id: 'product-page-to-promo',
    name: 'Product page to promo',
    description: 'Name, price and picture of a product page become a short promo.',
    category: 'promo',
    roles: ['shop owner', 'marketer'],
    goals: ['sales'],
    channels: ['instagram', 'tiktok'],
    posterTemplateId: 'product-promo',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        pageUrl: { ...page, label: 'Product page' },
        title: text('Product'),
        description: text('Description'),
        price: { type: 'string', label: 'Price' },
        productImage: image('Picture'),
      },
      steps: [
        read,
        discover(
          { title: 'title', description: 'description', price: 'price', productImage: 'image' },
          { title: 32, description: 110, price: 9 },
        ),
        review('title', 'description', 'price', 'productImage'),
        render('product-promo', {
          title: '{{title}}',
          description: '{{description}}',
          price: '{{price}}',
          productImage: '{{productImage}}',
        }),
      ],
    },
  },
  {
    id: 'listing-slideshow',
    name: 'Listing slideshow',
    description: 'Photos of a house or flat as a slideshow with captions, and a light version for e-mail.',
    category: 'real_estate',
    roles: ['agent'],
    goals: ['leads'],
    channels: ['youtube', 'email'],
    posterTemplateId: 'slideshow',
    estimatedCredits: 8,
    definition: {
      version: 1,
      variables: {
        title: text('Address', required),
        image1: { ...image('First photo'), ...required },
        caption1: { type: 'string', label: 'Its caption' },
        image2: image('Second photo'),
        caption2: { type: 'string', label: 'Its caption' },
        image3: image('Third photo'),
        caption3: { type: 'string', label: 'Its caption' },
      },
      steps: [render('slideshow'), tool('Make it light', 'compress-video', { quality: 'low' })],
    },
  },
  {
    id: 'travel-moments',
    name: 'Travel moments',
    description: 'Three pictures of a journey with music, and a GIF to send around.',
    category: 'travel',
    roles: ['creator'],
    goals: ['reach'],
    channels: ['instagram', 'chat'],
    posterTemplateId: 'slideshow',
    estimatedCredits: 8,
    definition: {
      version: 1,
      variables: {
        title: text('Journey', required),
        image1: { ...image('First picture'), ...required },
        image2: image('Second picture'),
        image3: image('Third picture'),
        music: { type: 'asset_url', label: 'Music' },
      },
      steps: [render('slideshow'), tool('Make a GIF', 'video-to-gif', { fps: 10, width: 480 })],
    },
  },
  {
    id: 'event-announcement',
    name: 'Event announcement',
    description: 'Day, time and place of an event, approved by somebody before it is rendered.',
    category: 'events',
    roles: ['organiser'],
    goals: ['attendance'],
    channels: ['youtube', 'screen'],
    posterTemplateId: 'event',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        title: text('Event', required),
        day: { type: 'string', label: 'Day', ...required, placeholder: '24' },
        month: { type: 'string', label: 'Month', placeholder: 'October' },
        time: { type: 'string', label: 'Time' },
        place: { type: 'string', label: 'Place' },
      },
      steps: [review('title', 'day', 'month', 'time', 'place'), render('event')],
    },
  },
  {
    id: 'news-quote',
    name: 'Quote of the day',
    description: 'A quote with its author as a film and as a still picture.',
    category: 'news',
    roles: ['editor'],
    goals: ['engagement'],
    channels: ['youtube', 'web'],
    posterTemplateId: 'quote',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        quote: text('Quote', required),
        author: { type: 'string', label: 'Author' },
        role: { type: 'string', label: 'Who that is' },
      },
      steps: [render('quote'), tool('Take a still', 'video-thumbnail', { time: 3 })],
    },
  },
  {
    id: 'before-after',
    name: 'Before and after',
    description: 'Two pictures of the same place or face, with a line that wipes between them.',
    category: 'beauty',
    roles: ['studio', 'craftsperson'],
    goals: ['trust'],
    channels: ['instagram'],
    posterTemplateId: 'before-after',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        title: { type: 'string', label: 'Title' },
        beforeImage: { ...image('Before'), ...required },
        afterImage: { ...image('After'), ...required },
      },
      steps: [render('before-after')],
    },
  },
  {
    id: 'car-offer',
    name: 'Car offer',
    description:
      'Reads the page of a car for sale, keeps its photo, and makes an offer of it that the dealer approves.',
    category: 'automotive',
    roles: ['dealer'],
    goals: ['sales'],
    channels: ['instagram', 'tiktok'],
    posterTemplateId: 'product-promo',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        pageUrl: { ...page, label: 'Page of the car' },
        title: text('Model', required),
        description: text('Year, mileage, equipment'),
        price: { type: 'string', label: 'Price' },
        productImage: image('Photo'),
      },
      steps: [
        read,
        discover(
          { title: 'title', description: 'description', price: 'price', productImage: 'image' },
          { title: 32, description: 110, price: 9 },
        ),
        {
          type: 'upload_asset',
          name: 'Keep the photo',
          maxRetries: 2,
          config: { variable: 'productImage', type: 'image' },
        },
        review('title', 'description', 'price'),
        render('product-promo', {
          title: '{{title}}',
          description: '{{description}}',
          price: '{{price}}',
          productImage: '{{productImage}}',
          badge: 'Sale',
          cta: 'Book a drive',
        }),
      ],
    },
  },
  {
    id: 'customer-voice',
    name: 'Customer voice to your own storage',
    description: 'A testimonial, approved, rendered and sent to an integration of yours.',
    category: 'business',
    roles: ['marketer'],
    goals: ['trust', 'sales'],
    channels: ['youtube', 'web'],
    posterTemplateId: 'testimonial',
    estimatedCredits: 2,
    definition: {
      version: 1,
      variables: {
        quote: text('What they said', required),
        author: { type: 'string', label: 'Name' },
        role: { type: 'string', label: 'Role' },
        integrationId: {
          type: 'string',
          label: 'Integration',
          ...required,
          placeholder: 'the id from GET /v1/integrations',
        },
      },
      steps: [
        review('quote', 'author', 'role'),
        render('testimonial'),
        {
          type: 'send_to_destination',
          name: 'Deliver it',
          maxRetries: 3,
          config: { integrationId: '{{integrationId}}' },
        },
      ],
    },
  },
];
