import { TRANSITIONS, type PropertyValue, type Transition } from '../scene/index.js';

/** Parameters of one transition, with the preset's defaults. */
export class TransitionParams {
  constructor(private readonly transition: Transition) {}

  number(name: string, fallback?: number): number {
    const given: PropertyValue | undefined = this.transition.params[name];
    if (typeof given === 'number') return given;
    if (typeof given === 'object' && !Array.isArray(given)) return given.n;
    const usual = fallback ?? this.usual(name);
    return typeof usual === 'number' ? usual : 0;
  }

  flag(name: string): boolean {
    return (this.transition.params[name] ?? this.usual(name)) === true;
  }

  word(name: string): string {
    const given = this.transition.params[name] ?? this.usual(name);
    return typeof given === 'string' ? given : '';
  }

  private usual(name: string): number | string | boolean | undefined {
    return TRANSITIONS.get(this.transition.name)?.params.get(name)?.default;
  }
}
