import type { Template, TemplateDefinition } from '../template.types.js';
import audioCard from './audio-card.json' with { type: 'json' };
import beforeAfter from './before-after.json' with { type: 'json' };
import bigNumber from './big-number.json' with { type: 'json' };
import captionedClip from './captioned-clip.json' with { type: 'json' };
import countdown from './countdown.json' with { type: 'json' };
import endScreen from './end-screen.json' with { type: 'json' };
import event from './event.json' with { type: 'json' };
import lowerThird from './lower-third.json' with { type: 'json' };
import productPromo from './product-promo.json' with { type: 'json' };
import quote from './quote.json' with { type: 'json' };
import slideshow from './slideshow.json' with { type: 'json' };
import story from './story.json' with { type: 'json' };
import testimonial from './testimonial.json' with { type: 'json' };
import tips from './tips.json' with { type: 'json' };
import titleCard from './title-card.json' with { type: 'json' };

/** In the order in which they are listed. `catalogue.spec.ts` checks what the compiler cannot. */
const FILES = [
  titleCard,
  lowerThird,
  quote,
  testimonial,
  bigNumber,
  slideshow,
  beforeAfter,
  event,
  countdown,
  endScreen,
  productPromo,
  story,
  tips,
  captionedClip,
  audioCard,
] as unknown as readonly TemplateDefinition[];

/** Our own templates: the same in every workspace, and their ids belong to nobody else. */
export const CATALOGUE: readonly Template[] = FILES.map((file) => ({ ...file, builtIn: true }));
